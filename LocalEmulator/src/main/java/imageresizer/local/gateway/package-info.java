/** The one HTTP endpoint that every AWS client of the local stack talks to. */
@NullMarked
package imageresizer.local.gateway;

import org.jspecify.annotations.NullMarked;
