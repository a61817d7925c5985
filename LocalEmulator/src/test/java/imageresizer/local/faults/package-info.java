@NullMarked
package imageresizer.local.faults;

import org.jspecify.annotations.NullMarked;
