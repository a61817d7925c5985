@NullMarked
package imageresizer.local.s3;

import org.jspecify.annotations.NullMarked;
