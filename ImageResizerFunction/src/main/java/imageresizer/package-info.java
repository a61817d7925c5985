/** The way of a picture: an S3 event in, renditions in the output bucket and one notification out. */
@NullMarked
package imageresizer;

import org.jspecify.annotations.NullMarked;
