@NullMarked
package imageresizer.manifest;

import org.jspecify.annotations.NullMarked;
