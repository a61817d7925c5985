/** SQS: ElasticMQ in this process, served at the one local endpoint, and queues as the emulator's own parts use them. */
@NullMarked
package imageresizer.local.sqs;

import org.jspecify.annotations.NullMarked;
