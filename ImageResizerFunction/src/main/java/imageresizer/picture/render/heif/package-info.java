/** HEIC pictures: native libheif with libde265 through the foreign-function API. */
@NullMarked
package imageresizer.picture.render.heif;

import org.jspecify.annotations.NullMarked;
