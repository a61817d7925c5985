@NullMarked
package imageresizer.local.mail;

import org.jspecify.annotations.NullMarked;
