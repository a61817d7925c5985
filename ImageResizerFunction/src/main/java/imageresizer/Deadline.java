package imageresizer;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/**
 * When the requests of the current invocation must have ended. No request begins after it, and each one gives up at it,
 * with all its retries. Thread-safe.
 */
final class Deadline {

    private final InstantSource clock;
    private volatile Instant end = Instant.MAX;

    Deadline(InstantSource clock) {
        this.clock = requireNonNull(clock);
    }

    void set(Instant time) {
        end = requireNonNull(time);
    }

    private Duration left() {
        Instant until = end;
        if (until.equals(Instant.MAX)) {
            return Duration.ofDays(1);
        }
        Duration left = Duration.between(clock.instant(), until);
        if (!left.isPositive()) {
            throw AbortedException.create("no request is begun so near to the function's timeout");
        }
        return left;
    }

    /** The same client, whose requests keep to the deadline. */
    S3Client limit(S3Client s3) {
        return new DelegatingS3Client(s3) {
            @Override
            protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
                Duration left = left();
                @SuppressWarnings("unchecked") // A request's builder builds one of the same type.
                T limited = (T) request.toBuilder()
                        .overrideConfiguration(configuration -> configuration.apiCallTimeout(left))
                        .build();
                return operation.apply(limited);
            }
        };
    }

    /** The same client, whose publishing keeps to the deadline; it can do nothing else. */
    SnsClient limit(SnsClient sns) {
        return new SnsClient() {
            @Override
            public PublishResponse publish(PublishRequest request) {
                Duration left = left();
                return sns.publish(request.toBuilder()
                        .overrideConfiguration(configuration -> configuration.apiCallTimeout(left))
                        .build());
            }

            @Override
            public String serviceName() {
                return sns.serviceName();
            }

            @Override
            public void close() {
                sns.close();
            }
        };
    }
}
