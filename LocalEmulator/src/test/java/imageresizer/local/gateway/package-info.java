@NullMarked
package imageresizer.local.gateway;

import org.jspecify.annotations.NullMarked;
