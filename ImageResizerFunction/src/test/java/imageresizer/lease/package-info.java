@NullMarked
package imageresizer.lease;

import org.jspecify.annotations.NullMarked;
