/**
 * Values that every step of an upload's way knows: the upload, its outcome, the attempt, and text that is safe to
 * print. A leaf: it knows only the values of {@code picture} and the reasons.
 */
@NullMarked
package imageresizer.model;

import org.jspecify.annotations.NullMarked;
