/** Pictures without AWS: what renditions are wanted, what bytes are, and the engines that turn one into the other. */
@NullMarked
package imageresizer.picture;

import org.jspecify.annotations.NullMarked;
