package imageresizer.local.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A virtual-host style S3 request told in path style: {@code bucket.localhost/key} as {@code localhost/bucket/key}. */
final class BucketInPath extends HttpServletRequestWrapper {
    private final String bucket;

    BucketInPath(HttpServletRequest request, String bucket) {
        super(request);
        this.bucket = bucket;
    }

    @Override
    public String getRequestURI() {
        return "/" + bucket + super.getRequestURI();
    }
}
