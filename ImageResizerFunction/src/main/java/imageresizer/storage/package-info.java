/** The two buckets: uploads are fetched from one, renditions stored in the other. */
@NullMarked
package imageresizer.storage;

import org.jspecify.annotations.NullMarked;
