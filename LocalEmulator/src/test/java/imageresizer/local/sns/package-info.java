@NullMarked
package imageresizer.local.sns;

import org.jspecify.annotations.NullMarked;
