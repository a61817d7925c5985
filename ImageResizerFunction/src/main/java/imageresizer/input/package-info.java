/** Where uploads come from. */
@NullMarked
package imageresizer.input;

import org.jspecify.annotations.NullMarked;
