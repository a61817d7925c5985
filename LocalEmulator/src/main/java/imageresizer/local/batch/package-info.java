/** S3 Batch Operations: jobs of S3 Control that invoke a function for each object of a list. */
@NullMarked
package imageresizer.local.batch;

import org.jspecify.annotations.NullMarked;
