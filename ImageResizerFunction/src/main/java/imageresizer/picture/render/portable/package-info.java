/**
 * The portable and forgiving engine: pure Java, by Thumbnailator, the JDK's ImageIO and the plugins of TwelveMonkeys.
 * It runs wherever a JVM does, and shows what viewers show.
 */
@NullMarked
package imageresizer.picture.render.portable;

import org.jspecify.annotations.NullMarked;
