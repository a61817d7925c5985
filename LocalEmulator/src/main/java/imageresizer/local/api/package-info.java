/** What a running local stack reports to its command line and its page, as JSON over HTTP under {@code /_stack}. */
@NullMarked
package imageresizer.local.api;

import org.jspecify.annotations.NullMarked;
