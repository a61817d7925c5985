/** One writer per key: acquire a lease, complete it, release it. The manifest is lease and record in one object. */
@NullMarked
package imageresizer.lease;

import org.jspecify.annotations.NullMarked;
