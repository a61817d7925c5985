@NullMarked
package imageresizer.reason;

import org.jspecify.annotations.NullMarked;
