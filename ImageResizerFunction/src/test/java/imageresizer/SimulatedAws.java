package imageresizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import imageresizer.lease.LeaseClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/**
 * S3 and SNS as a value: one key of an input bucket that keeps versions, an output bucket, and what was published. A
 * request makes another value of it.
 *
 * @param versions of the input bucket's key, the oldest first
 * @param output content by key
 * @param published messages, the oldest first
 * @param consumed versions that the function has deleted
 */
record SimulatedAws(
        List<KeyVersion> versions, SortedMap<String, String> output, List<String> published, List<String> consumed) {

    static final String INPUT = "input";
    static final SimulatedAws EMPTY = new SimulatedAws(List.of(), new TreeMap<>(), List.of(), List.of());

    /**
     * A version of the key. Content is null for a delete marker.
     *
     * @param id one that begins with {@code u} is of a bucket without versions, and S3 never says it
     */
    record KeyVersion(String id, @Nullable String content, Instant lastModified) {

        @Nullable
        String versionId() {
            return id.startsWith("u") ? null : id;
        }
    }

    /** What a request is. */
    enum Verb {
        GET_SOURCE,
        HEAD_SOURCE,
        DELETE_SOURCE,
        GET,
        HEAD,
        PUT,
        DELETE,
        PUBLISH,
        SLEEP,
        RETURN;

        boolean isWrite() {
            return switch (this) {
                case DELETE_SOURCE, PUT, DELETE, PUBLISH, RETURN -> true;
                case GET_SOURCE, HEAD_SOURCE, GET, HEAD, SLEEP -> false;
            };
        }
    }

    /**
     * A request.
     *
     * @param key empty for none
     * @param content of what is stored or published
     * @param ifMatch the ETag that must be there; {@code *} if nothing may be there; null for no condition
     */
    record AwsRequest(
            Verb verb,
            String key,
            @Nullable String version,
            String content,
            @Nullable String ifMatch) {

        static AwsRequest of(Verb verb) {
            return new AwsRequest(verb, "", null, "", null);
        }

        /** Whether it is about a rendition or the topic, and so nobody's business but the writer's. */
        boolean isStoring() {
            return switch (verb) {
                case HEAD, PUT, DELETE -> !isManifest();
                case PUBLISH -> true;
                default -> false;
            };
        }

        boolean isManifest() {
            return key.startsWith(".image-resizer/");
        }

        boolean isSource() {
            return verb == Verb.GET_SOURCE || verb == Verb.HEAD_SOURCE;
        }

        @Override
        public String toString() {
            return verb + " " + key + (version == null ? "" : "?" + version)
                    + (ifMatch == null ? "" : " if " + ifMatch)
                    + (content.isEmpty() || verb == Verb.PUBLISH ? "" : " as " + eTag(content));
        }
    }

    /** What a request's sender hears. */
    enum AwsResult {
        OK,
        MISSING,
        REFUSED,
        UNAVAILABLE,
        NO_ANSWER
    }

    /** @param content what was read, or the ETag of what was written */
    record Answer(
            AwsResult result,
            String content,
            @Nullable String version,
            @Nullable Instant lastModified) {

        static Answer of(AwsResult result) {
            return new Answer(result, "", null, null);
        }
    }

    /** What a request leads to. */
    record Effect(SimulatedAws aws, Answer answer) {}

    /** Equal bytes, equal ETag, as with S3. */
    static String eTag(String content) {
        return "\"" + Integer.toHexString(content.hashCode()) + "-" + content.length() + "\"";
    }

    @Nullable
    KeyVersion current() {
        @Nullable KeyVersion last = versions.isEmpty() ? null : versions.getLast();
        return last == null || last.content() == null ? null : last;
    }

    private @Nullable KeyVersion version(@Nullable String id) {
        return id == null
                ? current()
                : versions.stream()
                        .filter(version -> version.id().equals(id) && version.content() != null)
                        .findFirst()
                        .orElse(null);
    }

    SimulatedAws with(KeyVersion version) {
        return new SimulatedAws(
                Stream.concat(versions.stream(), Stream.of(version)).toList(), output, published, consumed);
    }

    SimulatedAws without(String version) {
        return new SimulatedAws(
                versions.stream().filter(there -> !there.id().equals(version)).toList(), output, published, consumed);
    }

    private SimulatedAws consuming(String version) {
        SimulatedAws after = without(version);
        return after.versions().equals(versions)
                ? this
                : new SimulatedAws(
                        after.versions(),
                        output,
                        published,
                        Stream.concat(consumed.stream(), Stream.of(version)).toList());
    }

    SimulatedAws with(String key, @Nullable String content) {
        SortedMap<String, String> changed = new TreeMap<>(output);
        if (content == null) {
            changed.remove(key);
        } else {
            changed.put(key, content);
        }
        return new SimulatedAws(versions, changed, published, consumed);
    }

    /** Carries a request out. */
    Effect carryOut(AwsRequest request) {
        @Nullable String there = output.get(request.key());
        boolean isRefused = "*".equals(request.ifMatch())
                ? there != null
                : request.ifMatch() != null
                        && there != null
                        && !request.ifMatch().equals(eTag(there));
        boolean isMissing = request.ifMatch() != null && !"*".equals(request.ifMatch()) && there == null;
        return switch (request.verb()) {
            case GET_SOURCE, HEAD_SOURCE -> {
                @Nullable KeyVersion found = version(request.version());
                if (found != null
                        && request.ifMatch() != null
                        && !request.ifMatch().equals(eTag(Objects.requireNonNull(found.content())))) {
                    yield new Effect(this, Answer.of(AwsResult.REFUSED));
                }
                yield new Effect(
                        this,
                        found == null
                                ? Answer.of(AwsResult.MISSING)
                                : new Answer(
                                        AwsResult.OK,
                                        Objects.requireNonNull(found.content()),
                                        found.versionId(),
                                        found.lastModified()));
            }
            case DELETE_SOURCE ->
                new Effect(consuming(Objects.requireNonNull(request.version())), Answer.of(AwsResult.OK));
            case GET, HEAD ->
                new Effect(
                        this,
                        there == null ? Answer.of(AwsResult.MISSING) : new Answer(AwsResult.OK, there, null, null));
            case PUT, DELETE -> {
                if (isMissing) {
                    yield new Effect(this, Answer.of(AwsResult.MISSING));
                }
                if (isRefused) {
                    yield new Effect(this, Answer.of(AwsResult.REFUSED));
                }
                yield request.verb() == Verb.PUT
                        ? new Effect(
                                with(request.key(), request.content()),
                                new Answer(AwsResult.OK, eTag(request.content()), null, null))
                        : new Effect(with(request.key(), null), Answer.of(AwsResult.OK));
            }
            case PUBLISH ->
                new Effect(
                        new SimulatedAws(
                                versions,
                                output,
                                Stream.concat(published.stream(), Stream.of(request.content()))
                                        .toList(),
                                consumed),
                        Answer.of(AwsResult.OK));
            case SLEEP, RETURN -> new Effect(this, Answer.of(AwsResult.OK));
        };
    }

    /** Answers requests. */
    interface Server {

        Answer answer(AwsRequest request);

        /** What time it is for the sender. */
        Instant now();

        private Answer ok(AwsRequest request) {
            Answer answer = answer(request);
            return switch (answer.result()) {
                case OK -> answer;
                case MISSING ->
                    throw NoSuchKeyException.builder()
                            .statusCode(404)
                            .awsErrorDetails(error("NoSuchKey"))
                            .build();
                case REFUSED -> throw failure(412, "PreconditionFailed");
                case UNAVAILABLE -> throw failure(503, "ServiceUnavailable");
                case NO_ANSWER -> throw SdkClientException.create("no answer");
            };
        }
    }

    private static AwsErrorDetails error(String code) {
        return AwsErrorDetails.builder().errorCode(code).errorMessage(code).build();
    }

    private static S3Exception failure(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(error(code))
                .build();
    }

    /** A client of that server. */
    static S3Client s3(Server server) {
        return new S3Client() {
            @Override
            public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
                Verb verb = request.bucket().equals(INPUT) ? Verb.GET_SOURCE : Verb.GET;
                Answer found =
                        server.ok(new AwsRequest(verb, request.key(), request.versionId(), "", request.ifMatch()));
                byte[] content = found.content().getBytes(ISO_8859_1);
                try {
                    return transformer.transform(
                            GetObjectResponse.builder()
                                    .contentLength((long) content.length)
                                    .versionId(found.version())
                                    .eTag(eTag(found.content()))
                                    .build(),
                            AbortableInputStream.create(new ByteArrayInputStream(content)));
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public HeadObjectResponse headObject(HeadObjectRequest request) {
                Verb verb = request.bucket().equals(INPUT) ? Verb.HEAD_SOURCE : Verb.HEAD;
                Answer found = server.ok(new AwsRequest(verb, request.key(), null, "", null));
                return HeadObjectResponse.builder()
                        .versionId(found.version())
                        .eTag(eTag(found.content()))
                        .contentLength((long) found.content().length())
                        .lastModified(found.lastModified())
                        .build();
            }

            @Override
            public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
                String content;
                try {
                    content =
                            new String(body.contentStreamProvider().newStream().readAllBytes(), ISO_8859_1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                @Nullable String condition = request.ifMatch() == null ? request.ifNoneMatch() : request.ifMatch();
                Answer stored = server.ok(new AwsRequest(Verb.PUT, request.key(), null, content, condition));
                return PutObjectResponse.builder().eTag(stored.content()).build();
            }

            @Override
            public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
                Verb verb = request.bucket().equals(INPUT) ? Verb.DELETE_SOURCE : Verb.DELETE;
                server.ok(new AwsRequest(verb, request.key(), request.versionId(), "", request.ifMatch()));
                return DeleteObjectResponse.builder().build();
            }

            @Override
            public String serviceName() {
                return "s3";
            }

            @Override
            public void close() {}
        };
    }

    /** A client of that server. */
    static SnsClient sns(Server server) {
        return new SnsClient() {
            @Override
            public PublishResponse publish(PublishRequest request) {
                server.ok(new AwsRequest(Verb.PUBLISH, "", null, request.message(), null));
                return PublishResponse.builder().messageId("1").build();
            }

            @Override
            public String serviceName() {
                return "sns";
            }

            @Override
            public void close() {}
        };
    }

    /** A clock whose sleep is a request too. */
    static LeaseClock clock(Server server) {
        return new LeaseClock() {
            @Override
            public Instant instant() {
                return server.now();
            }

            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public void sleep(Duration time) {
                server.answer(AwsRequest.of(Verb.SLEEP));
            }
        };
    }
}
