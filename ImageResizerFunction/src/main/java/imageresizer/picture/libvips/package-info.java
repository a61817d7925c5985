/** The fast engine: native libvips through the foreign-function API, and what it needs of libvips' C functions. */
@NullMarked
package imageresizer.picture.libvips;

import org.jspecify.annotations.NullMarked;
