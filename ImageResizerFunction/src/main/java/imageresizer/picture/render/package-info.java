/** Engines that turn a picture into renditions, and the order in which they are asked. */
@NullMarked
package imageresizer.picture.render;

import org.jspecify.annotations.NullMarked;
