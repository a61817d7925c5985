/** S3: s3proxy in this process, made to keep S3's promises, and the event notifications of its buckets. */
@NullMarked
package imageresizer.local.s3;

import org.jspecify.annotations.NullMarked;
