package imageresizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.picture.render.EngineChain;
import imageresizer.picture.render.portable.ThumbnailatorEngine;
import imageresizer.settings.Settings;
import imageresizer.settings.SettingsTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sns.SnsClient;

/** S3 with the two buckets, and SNS, at the end of real HTTP connections. */
final class FakeAws implements AutoCloseable {

    static final String INPUT = "image-resizer-input-local";
    static final String OUTPUT = "output";

    private final S3Proxy s3Server;
    private final S3Client s3;
    private final SnsRecorder snsServer = new SnsRecorder();
    private final SnsClient sns;

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Queue<ObjectChange> changes = new ConcurrentLinkedQueue<>();

    /** What S3 would send an event about. */
    record ObjectChange(String bucket, String key, boolean isRemoval) {}

    FakeAws() throws Exception {
        s3Server = S3Proxy.builder()
                .endpoint(URI.create("http://127.0.0.1:0"))
                .blobStore(new AtomicS3Store(new TransientNio2BlobStore()))
                .ignoreUnknownHeaders(true)
                .build();
        s3Server.start();
        s3 = S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + s3Server.getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(configuration ->
                        configuration.addExecutionInterceptor(new ExecutionInterceptor() {
                            @Override
                            public void beforeExecution(
                                    Context.BeforeExecution context, ExecutionAttributes attributes) {
                                requests.add(context.request().getClass().getSimpleName());
                                if (context.request() instanceof PutObjectRequest request) {
                                    written.add(request.key());
                                }
                            }

                            @Override
                            public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
                                switch (context.request()) {
                                    case PutObjectRequest request ->
                                        changes.add(new ObjectChange(request.bucket(), request.key(), false));
                                    case DeleteObjectRequest request ->
                                        changes.add(new ObjectChange(request.bucket(), request.key(), true));
                                    default -> {}
                                }
                            }
                        }))
                .build();
        s3.createBucket(request -> request.bucket(INPUT));
        s3.putBucketVersioning(request -> request.bucket(INPUT)
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
        s3.createBucket(request -> request.bucket(OUTPUT));
        sns = SnsClient.builder()
                .endpointOverride(snsServer.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(configuration -> configuration.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    S3Client s3() {
        return s3;
    }

    SnsRecorder sns() {
        return snsServer;
    }

    ImageResizerHandler handler() {
        return handler(Map.of());
    }

    /** A handler with the usual settings, but for these. */
    ImageResizerHandler handler(Map<String, String> others) {
        return new ImageResizerHandler(worker(others));
    }

    /** What calls the function in a backfill, with the usual settings, but for these. */
    BackfillHandler backfillHandler(Map<String, String> others) {
        return new BackfillHandler(worker(others));
    }

    private UploadWorker worker(Map<String, String> others) {
        Map<String, String> environment = new HashMap<>(SettingsTest.ENVIRONMENT);
        environment.putAll(others);
        Settings settings = Settings.from(environment);
        EngineChain engines = new EngineChain(List.of(new ThumbnailatorEngine(settings.options())));
        Deadline deadline = new Deadline(InstantSource.system());
        return new UploadWorker(
                new ResizePipeline(settings, deadline.limit(s3), deadline.limit(sns), engines), deadline, () -> {});
    }

    /** Empties the buckets, and forgets what was published. */
    void reset() {
        for (ObjectVersion version :
                s3.listObjectVersions(request -> request.bucket(INPUT)).versions()) {
            s3.deleteObject(request -> request.bucket(INPUT).key(version.key()).versionId(version.versionId()));
        }
        for (DeleteMarkerEntry marker :
                s3.listObjectVersions(request -> request.bucket(INPUT)).deleteMarkers()) {
            s3.deleteObject(request -> request.bucket(INPUT).key(marker.key()).versionId(marker.versionId()));
        }
        stored().forEach(
                        key -> s3.deleteObject(request -> request.bucket(OUTPUT).key(key)));
        snsServer.reset();
        written.clear();
        changes.clear();
    }

    /** The oldest change that was not asked for yet; null if there is none. */
    @Nullable
    ObjectChange nextChange() {
        return changes.poll();
    }

    /** The keys that were written, as often as they were, manifests aside. */
    List<String> written() {
        return written.stream()
                .filter(key -> !key.startsWith(".image-resizer/"))
                .toList();
    }

    /** How many requests of a kind, such as {@code PutObject}, S3 got. */
    long requests(String kind) {
        return requests.stream().filter((kind + "Request")::equals).count();
    }

    void forgetRequests() {
        requests.clear();
    }

    /** The manifest of a key, as JSON. */
    String manifest(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(OUTPUT).key(".image-resizer/" + key + ".json"))
                .asUtf8String();
    }

    /** Uploads, and says which version it has become. */
    String put(String key, byte[] content) {
        return s3.putObject(request -> request.bucket(INPUT).key(key), RequestBody.fromBytes(content))
                .versionId();
    }

    void put(String bucket, String key, String content) {
        put(bucket, key, content.getBytes(UTF_8));
    }

    void put(String bucket, String key, byte[] content) {
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    /** What stands in the output bucket. */
    byte[] get(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(OUTPUT).key(key)).asByteArray();
    }

    List<Map<String, String>> published() {
        return snsServer.published();
    }

    /** The keys of the renditions. */
    List<String> renditions() {
        return stored().stream()
                .filter(key -> !key.startsWith(".image-resizer/"))
                .toList();
    }

    /** The keys of everything in the output bucket. */
    List<String> stored() {
        return s3.listObjectsV2(request -> request.bucket(OUTPUT)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /** What an invocation with that event answers. */
    static List<String> invoke(ImageResizerHandler handler, String event, RecordingContext context) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), answer, context);
            return JSON.std.listOfFrom(String.class, answer.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] sample() {
        try {
            return Files.readAllBytes(Path.of("../events/sample.jpg"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        s3.close();
        sns.close();
        snsServer.close();
        try {
            s3Server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3 does not stop", e);
        }
    }
}
