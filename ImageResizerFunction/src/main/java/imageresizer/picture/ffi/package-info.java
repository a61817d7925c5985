/** What the bindings of native libraries have in common. */
@NullMarked
package imageresizer.picture.ffi;

import org.jspecify.annotations.NullMarked;
