/** What the bindings of native libraries have in common. */
@NullMarked
package imageresizer.picture.render.ffi;

import org.jspecify.annotations.NullMarked;
