package org.gaul.s3proxy;

import jakarta.servlet.http.HttpServlet;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * Hands out s3proxy's servlet for a server of one's own. It is package-private there, because s3proxy wants to own the
 * server; that is why this class lives in its package.
 */
public final class S3ProxyBridge {
    private static final long LARGEST_OBJECT = 5L << 30;
    private static final long LARGEST_FORM = 128L << 20;
    private static final int LARGEST_CHUNK = 16 << 20;
    private static final int CLOCK_SKEW_SECONDS = 15 * 60;

    private S3ProxyBridge() {}

    /** Returns S3 as a servlet for {@code /*}. Signatures are not checked: any credentials and presigned URLs work. */
    public static HttpServlet servlet(BlobStore store) {
        return servlet(store, AuthenticationType.NONE, null);
    }

    /**
     * Returns the part of S3 that {@link #servlet} lacks: uploads by a signed HTML form (presigned POST). They are the
     * requests of the type {@code multipart/form-data}, and s3proxy insists on checking their signatures.
     *
     * @param secretKey the secret key that every form must be signed with, under any access key
     */
    public static HttpServlet formServlet(BlobStore store, String secretKey) {
        return servlet(store, AuthenticationType.AWS_V2_OR_V4, secretKey);
    }

    private static HttpServlet servlet(BlobStore store, AuthenticationType authentication, @Nullable String secretKey) {
        var servlet = new S3ProxyHandlerJetty(
                store,
                authentication,
                "any",
                secretKey,
                null, // Virtual hosts are rewritten in front: s3proxy would take 127.0.0.1 for a bucket.
                LARGEST_OBJECT,
                LARGEST_FORM,
                LARGEST_CHUNK,
                true, // Clients learn new x-amz- headers before s3proxy does.
                null,
                null,
                CLOCK_SKEW_SECONDS,
                null);
        if (secretKey != null) {
            servlet.getHandler().setBlobStoreLocator((identity, bucket, key) -> new AccessGrant(secretKey, store));
        }
        return servlet;
    }
}
