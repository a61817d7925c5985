/** What calls the function: a record of an S3 event is an upload or a removal. */
@NullMarked
package imageresizer.event;

import org.jspecify.annotations.NullMarked;
