/** The fast engine: native libvips through the foreign-function API, and what it needs of libvips' C functions. */
@NullMarked
package imageresizer.picture.render.libvips;

import org.jspecify.annotations.NullMarked;
