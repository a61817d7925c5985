/**
 * AWS Lambda on this machine: runs a Java function in its own JVM through the real runtime interface client, invokes it
 * synchronously ({@link imageresizer.local.lambda.LambdaFunction}) or through the queue of asynchronous invocations
 * ({@link imageresizer.local.lambda.EventQueue}), and keeps what failed for good
 * ({@link imageresizer.local.lambda.DeadLetters}).
 */
@NullMarked
package imageresizer.local.lambda;

import org.jspecify.annotations.NullMarked;
