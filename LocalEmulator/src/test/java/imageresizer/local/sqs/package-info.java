@NullMarked
package imageresizer.local.sqs;

import org.jspecify.annotations.NullMarked;
