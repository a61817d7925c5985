/** What a file is, from its first bytes: format, size, colours, and the memory that decoding takes. */
@NullMarked
package imageresizer.picture.probe;

import org.jspecify.annotations.NullMarked;
