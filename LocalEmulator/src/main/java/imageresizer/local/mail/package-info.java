/** Mail: an SMTP and IMAP server for this machine, and the client that sends to it. */
@NullMarked
package imageresizer.local.mail;

import org.jspecify.annotations.NullMarked;
