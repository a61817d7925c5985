/** What must hold whatever comes from outside, and a fuzzer that looks for what breaks it. */
@NullMarked
package imageresizer.fuzz;

import org.jspecify.annotations.NullMarked;
