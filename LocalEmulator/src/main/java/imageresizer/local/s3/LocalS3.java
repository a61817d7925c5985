package imageresizer.local.s3;

import jakarta.servlet.http.HttpServlet;
import java.util.Optional;
import org.gaul.s3proxy.S3ProxyBridge;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/** S3 in this process. Objects live in memory and end with it. Thread-safe. */
public final class LocalS3 implements AutoCloseable {
    /** The secret key that local tools are given everywhere; presigned POST forms must be signed with it. */
    private static final String SECRET_KEY = "test";

    private final ObjectEvents events;
    private final TaggingBlobStore tags;
    private final BlobStore store;

    /** An S3 whose objects, all versions together, may take half of this JVM's heap. */
    public LocalS3(ObjectEventListener listener) {
        this(listener, Runtime.getRuntime().maxMemory() / 2);
    }

    /** @param capacity the most that objects may take together, in bytes */
    LocalS3(ObjectEventListener listener, long capacity) {
        events = new ObjectEvents(listener);
        tags = new TaggingBlobStore(new FlatKeyBlobStore(new MemoryBlobStore(capacity)));
        store = new AtomicBlobStore(new EventBlobStore(tags, events));
    }

    /** Creates a bucket, unless it is there. */
    public void createBucket(String name, boolean versioned) {
        if (store.containerExists(name)) {
            return;
        }
        store.createContainer(name);
        if (versioned) {
            store.putBucketVersioning(name, BucketVersioningStatus.ENABLED);
        }
    }

    /** Whether there is an object under a key of a bucket that exists. */
    public boolean holds(String bucket, String key) {
        return store.blobExists(bucket, key);
    }

    /** Returns S3's side of the endpoint, for requests in path style under any path. */
    public HttpServlet servlet() {
        return new S3Servlet(
                S3ProxyBridge.servlet(store), S3ProxyBridge.formServlet(store, SECRET_KEY), new TaggingServlet(tags));
    }

    /**
     * Lists a bucket.
     *
     * @param prefix what keys begin with; empty for all
     * @param after {@link ObjectPage#next} of the part before; null for the first one
     * @param most how many objects, at most 1000
     */
    public ObjectPage list(String bucket, String prefix, @Nullable String after, int most) {
        var listed = store.list(ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix)
                .continuationToken(after)
                .maxKeys(most)
                .build());
        return new ObjectPage(
                listed.contents().stream()
                        .map(each -> new StoredObject(
                                each.key(), each.size(), unquoted(each.eTag()), null, each.lastModified()))
                        .toList(),
                listed.nextContinuationToken());
    }

    /** What a key holds now. */
    public Optional<StoredObject> find(String bucket, String key) {
        if (!store.blobExists(bucket, key)) {
            return Optional.empty();
        }
        var head = store.blobMetadata(bucket, key);
        return Optional.of(new StoredObject(
                key, head.contentLength(), unquoted(head.eTag()), head.versionId(), head.lastModified()));
    }

    /** Removes an object; in a bucket with versions, by a delete marker. */
    public void remove(String bucket, String key) {
        store.removeBlob(DeleteObjectRequest.builder().bucket(bucket).key(key).build());
    }

    private static String unquoted(String eTag) {
        return eTag.replace("\"", "");
    }

    /** Waits until the listener has heard of every change so far. */
    public void awaitEvents() throws InterruptedException {
        events.await();
    }

    /** Waits until the listener has heard of every change, at most 10 seconds. */
    @Override
    public void close() {
        events.close();
        store.close();
    }
}
