/** SNS: topics, subscriptions and deliveries by e-mail and HTTP, spoken in the AWS query protocol. */
@NullMarked
package imageresizer.local.sns;

import org.jspecify.annotations.NullMarked;
