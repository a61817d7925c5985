@NullMarked
package imageresizer.local.page;

import org.jspecify.annotations.NullMarked;
