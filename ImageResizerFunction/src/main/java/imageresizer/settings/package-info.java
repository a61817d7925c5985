/**
 * The function's settings, checked once at start, and the keys that renditions get by them. A leaf, like {@code
 * model}.
 */
@NullMarked
package imageresizer.settings;

import org.jspecify.annotations.NullMarked;
