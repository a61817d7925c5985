/** The record that stands beside an upload's renditions: who is making them, and that they are finished. */
@NullMarked
package imageresizer.manifest;

import org.jspecify.annotations.NullMarked;
