/** The web page of a running local stack: what it is made of, what it hears, and what it may ask for. */
@NullMarked
package imageresizer.local.page;

import org.jspecify.annotations.NullMarked;
