/** The stack of {@code template.yaml}, running on this machine. */
@NullMarked
package imageresizer.local;

import org.jspecify.annotations.NullMarked;
