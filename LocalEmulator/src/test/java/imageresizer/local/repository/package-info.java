/** Tests about the repository itself: its template, its samples and the form of its sources. */
@NullMarked
package imageresizer.local.repository;

import org.jspecify.annotations.NullMarked;
