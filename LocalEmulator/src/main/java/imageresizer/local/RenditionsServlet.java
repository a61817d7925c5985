package imageresizer.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.local.gateway.DelegatingServlet;
import imageresizer.local.s3.LocalS3;
import imageresizer.local.template.DistributionDefinition;
import imageresizer.local.template.StackDefinition;
import imageresizer.model.WebAddress;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The template's distribution of CloudFront, under {@value #PATH}, a name that no bucket can have: renditions by their
 * keys, for everybody, and neither manifests nor originals. A missing rendition is forbidden, too, because the
 * distribution may not list the bucket. Nothing is cached here.
 */
final class RenditionsServlet extends DelegatingServlet {

    static final String PATH = "/_renditions";

    private static final long serialVersionUID = 1;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final transient LocalS3 s3;
    private final transient HttpServlet objects;
    private final transient Supplier<StackDefinition> stack;

    /** @param stack as it is deployed now */
    RenditionsServlet(LocalS3 s3, Supplier<StackDefinition> stack) {
        this(s3, s3.servlet(), stack);
    }

    private RenditionsServlet(LocalS3 s3, HttpServlet objects, Supplier<StackDefinition> stack) {
        super(objects);
        this.s3 = s3;
        this.objects = objects;
        this.stack = stack;
    }

    /** A text with the addresses of a stack's distributions as they are on this machine. */
    static String onThisMachine(String text, StackDefinition stack, URI endpoint) {
        String replaced = text;
        for (DistributionDefinition distribution : stack.distributions()) {
            replaced = replaced.replace("https://" + distribution.domainName(), endpoint + PATH);
        }
        return replaced;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        StackDefinition now = stack.get();
        Optional<DistributionDefinition> distribution =
                now.distributions().stream().findFirst();
        Optional<String> key = key(request.getRequestURI());
        @Nullable String origin = request.getHeader("Origin");
        if (origin != null
                && distribution.filter(it -> it.origins().contains(origin)).isPresent()) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.addHeader("Vary", "Origin");
        }
        if (distribution.isPresent()
                && METHODS.contains(request.getMethod())
                && key.filter(it -> Buckets.isServed(it, now)
                                && s3.holds(distribution.get().bucketName(), it))
                        .isPresent()) {
            objects.service(new PlainRequest(request, distribution.get().bucketName(), key.get()), response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    /** Empty if the address is none of an object. */
    private static Optional<String> key(String uri) {
        int path = uri.indexOf(PATH + "/");
        if (path < 0) {
            return Optional.empty();
        }
        String encoded = uri.substring(path + PATH.length() + 1).replace("+", "%2B");
        try {
            return Optional.of(URLDecoder.decode(encoded, UTF_8)).filter(key -> !key.isEmpty());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** S3's request for an object, without what the client could ask for beside it, such as another version. */
    private static final class PlainRequest extends HttpServletRequestWrapper {

        private final String bucket;
        private final String key;

        PlainRequest(HttpServletRequest request, String bucket, String key) {
            super(request);
            this.bucket = bucket;
            this.key = key;
        }

        @Override
        public String getRequestURI() {
            return "/" + bucket + "/" + WebAddress.path(key);
        }

        @Override
        public @Nullable String getQueryString() {
            return null;
        }

        @Override
        public @Nullable String getParameter(String name) {
            return null;
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return null;
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.emptyEnumeration();
        }
    }
}
