package imageresizer.local.s3;

import java.io.InputStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Lets keys be any string, as in S3. s3proxy's store takes a key for the path of a file, so that {@code a/b.jpg} and
 * {@code a/b.jpg/200x200.jpg} exclude each other, {@code a//b} is {@code a/b}, and {@code ..} climbs. Here the store
 * sees flat names (see {@link FlatKey}), and listing by a delimiter is done on this side.
 */
final class FlatKeyBlobStore extends ForwardingBlobStore {
    /**
     * The name under which s3proxy's front asks the store for one part of an upload, in order to compute its checksum:
     * {@code .mpus-UPLOAD-KEY-NUMBER}.
     */
    private static final Pattern PART = Pattern.compile("(\\.mpus-[0-9a-f-]{36}-)(.*)(-[0-9]+)", Pattern.DOTALL);

    FlatKeyBlobStore(BlobStore store) {
        super(store);
    }

    private static String name(String key) {
        Matcher part = PART.matcher(key);
        return part.matches() ? part.group(1) + FlatKey.encode(part.group(2)) + part.group(3) : FlatKey.encode(key);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        String after = request.continuationToken() != null ? request.continuationToken() : request.startAfter();
        var rest = super.list(ListObjectsV2Request.builder()
                .bucket(request.bucket())
                .prefix(FlatKey.encodeNullable(request.prefix()))
                .startAfter(FlatKey.encodeNullable(after))
                .build());
        var page = new ListingPage<S3Object>(request.prefix(), request.delimiter(), after, request.maxKeys());
        for (S3Object object : rest.contents()) {
            Optional<String> key = FlatKey.decode(object.key());
            if (key.isPresent()
                    && !page.offer(key.get(), object.toBuilder().key(key.get()).build())) {
                break;
            }
        }
        return ListObjectsV2Response.builder()
                .contents(page.entries())
                .commonPrefixes(page.commonPrefixes())
                .isTruncated(page.isTruncated())
                .nextContinuationToken(page.next())
                .build();
    }

    @Override
    public ListObjectVersionsResponse listVersions(ListObjectVersionsRequest request) {
        var everything = super.listVersions(ListObjectVersionsRequest.builder()
                .bucket(request.bucket())
                .prefix(FlatKey.encodeNullable(request.prefix()))
                .maxKeys(Integer.MAX_VALUE)
                .build());
        List<VersionRow> rows = Stream.concat(
                        everything.versions().stream().map(VersionRow::of),
                        everything.deleteMarkers().stream().map(VersionRow::of))
                .sorted(Comparator.comparing(VersionRow::name)
                        .thenComparing(VersionRow::lastModified, Comparator.reverseOrder()))
                .toList();
        var page = new ListingPage<VersionRow>(
                request.prefix(), request.delimiter(), request.keyMarker(), request.maxKeys());
        for (VersionRow row : after(request.keyMarker(), request.versionIdMarker(), rows)) {
            Optional<String> key = FlatKey.decode(row.name());
            if (key.isPresent() && !page.offer(key.get(), row)) {
                break;
            }
        }
        String next = page.next();
        boolean nextIsKey = next != null
                && (page.commonPrefixes().isEmpty()
                        || !page.commonPrefixes().getLast().prefix().equals(next));
        return ListObjectVersionsResponse.builder()
                .versions(page.entries().stream().flatMap(VersionRow::asVersion).toList())
                .deleteMarkers(page.entries().stream()
                        .flatMap(VersionRow::asDeleteMarker)
                        .toList())
                .commonPrefixes(page.commonPrefixes())
                .isTruncated(page.isTruncated())
                .nextKeyMarker(next)
                .nextVersionIdMarker(nextIsKey ? page.entries().getLast().versionId() : null)
                .build();
    }

    /** A version or a delete marker; the other one is null. The name is the encoded key. */
    private record VersionRow(
            String name,
            String versionId,
            Instant lastModified,
            @Nullable ObjectVersion version,
            @Nullable DeleteMarkerEntry marker) {
        static VersionRow of(ObjectVersion version) {
            return new VersionRow(version.key(), version.versionId(), version.lastModified(), version, null);
        }

        static VersionRow of(DeleteMarkerEntry marker) {
            return new VersionRow(marker.key(), marker.versionId(), marker.lastModified(), null, marker);
        }

        Stream<ObjectVersion> asVersion() {
            return version == null
                    ? Stream.of()
                    : Stream.of(version.toBuilder().key(key()).build());
        }

        Stream<DeleteMarkerEntry> asDeleteMarker() {
            return marker == null
                    ? Stream.of()
                    : Stream.of(marker.toBuilder().key(key()).build());
        }

        private String key() {
            return FlatKey.decode(name).orElseThrow();
        }
    }

    /** What follows the last row of the page before; a row that was removed in between is no reason to stop there. */
    private static List<VersionRow> after(
            @Nullable String keyMarker, @Nullable String versionIdMarker, List<VersionRow> rows) {
        if (keyMarker == null) {
            return rows;
        }
        String marker = FlatKey.encode(keyMarker);
        int next = 0;
        for (VersionRow row : rows) {
            int order = row.name().compareTo(marker);
            if (order > 0) {
                break;
            }
            next++;
            if (order == 0 && row.versionId().equals(versionIdMarker)) {
                break;
            }
        }
        return rows.subList(next, rows.size());
    }

    @Override
    public boolean blobExists(String bucket, String key) {
        return super.blobExists(bucket, name(key));
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        return super.putBlob(request.toBuilder().key(name(request.key())).build(), payload);
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return super.copyBlob(request.toBuilder()
                .sourceKey(name(request.sourceKey()))
                .destinationKey(name(request.destinationKey()))
                .build());
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        return super.blobMetadata(request.toBuilder().key(name(request.key())).build());
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        return super.getBlob(request.toBuilder().key(name(request.key())).build());
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return super.removeBlob(request.toBuilder().key(name(request.key())).build());
    }

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key) {
        return super.getBlobAccess(bucket, name(key));
    }

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key, @Nullable String versionId) {
        return super.getBlobAccess(bucket, name(key), versionId);
    }

    @Override
    public GetObjectAclResponse getBlobAcl(GetObjectAclRequest request) {
        return super.getBlobAcl(request.toBuilder().key(name(request.key())).build());
    }

    @Override
    public void setBlobAccess(String bucket, String key, ObjectCannedACL access) {
        super.setBlobAccess(bucket, name(key), access);
    }

    @Override
    public void setBlobAccess(String bucket, String key, ObjectCannedACL access, @Nullable String versionId) {
        super.setBlobAccess(bucket, name(key), access, versionId);
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        MultipartUpload upload = super.initiateMultipartUpload(
                request.toBuilder().key(name(request.key())).build());
        return new MultipartUpload(upload.id(), request, upload.response());
    }

    private static MultipartUpload renamed(MultipartUpload upload) {
        return new MultipartUpload(
                upload.id(),
                upload.request().toBuilder().key(name(upload.blobName())).build(),
                upload.response());
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        super.abortMultipartUpload(renamed(upload));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return super.completeMultipartUpload(renamed(upload), request);
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
            MultipartUpload upload, UploadPartRequest request, InputStream payload) {
        return super.uploadMultipartPart(renamed(upload), request, payload);
    }

    @Override
    public List<Part> listMultipartUpload(MultipartUpload upload) {
        return super.listMultipartUpload(renamed(upload));
    }

    @Override
    public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(String bucket) {
        return super.listMultipartUploads(bucket).stream()
                .map(upload -> upload.toBuilder()
                        .key(FlatKey.decode(upload.key()).orElseThrow())
                        .build())
                .toList();
    }
}
