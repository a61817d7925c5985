/** What is said about a finished upload, to people and to machines, and the topic that carries it. */
@NullMarked
package imageresizer.notification;

import org.jspecify.annotations.NullMarked;
