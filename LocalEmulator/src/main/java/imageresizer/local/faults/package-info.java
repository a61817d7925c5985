/** Faults on demand: errors of S3 and SNS, late and doubled events, and kills of the function's process. */
@NullMarked
package imageresizer.local.faults;

import org.jspecify.annotations.NullMarked;
