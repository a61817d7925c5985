/** Values of pictures without AWS: what renditions are wanted, and what a picture may be at most. */
@NullMarked
package imageresizer.picture;

import org.jspecify.annotations.NullMarked;
