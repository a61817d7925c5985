/** The command {@code ./local}. */
@NullMarked
package imageresizer.local.cli;

import org.jspecify.annotations.NullMarked;
