/** Where renditions and manifests are stored, and under which keys. */
@NullMarked
package imageresizer.output;

import org.jspecify.annotations.NullMarked;
