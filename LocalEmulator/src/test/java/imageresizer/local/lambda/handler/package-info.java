/** Lambda functions for the tests; they run in processes of their own. */
@NullMarked
package imageresizer.local.lambda.handler;

import org.jspecify.annotations.NullMarked;
