/** Why a picture was rejected: codes with arguments, and their sentences in every language of the mails. */
@NullMarked
package imageresizer.reason;

import org.jspecify.annotations.NullMarked;
