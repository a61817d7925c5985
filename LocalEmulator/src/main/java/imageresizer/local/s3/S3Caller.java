package imageresizer.local.s3;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The HTTP request that a change of an object comes from. The store behind s3proxy is not told, but events name it. */
record S3Caller(boolean isPost, String requestId, String sourceIp) {
    /** Bound while s3proxy works on a request; unbound when this program itself writes an object. */
    static final ScopedValue<HttpExchange> EXCHANGE = ScopedValue.newInstance();

    /** s3proxy makes up the request's id while it handles it, so the exchange is read as late as possible. */
    record HttpExchange(HttpServletRequest request, HttpServletResponse response) {}

    /** A header of the request; empty if there is none, or no request. */
    static String header(String name) {
        String value = EXCHANGE.isBound() ? EXCHANGE.get().request().getHeader(name) : null;
        return value == null ? "" : value;
    }

    /** Adds a header to the answer, if there is a request. */
    static void answer(String header, String value) {
        if (EXCHANGE.isBound()) {
            EXCHANGE.get().response().setHeader(header, value);
        }
    }

    static S3Caller current() {
        if (!EXCHANGE.isBound()) {
            return new S3Caller(false, "LOCAL", "127.0.0.1");
        }
        HttpExchange exchange = EXCHANGE.get();
        String requestId = exchange.response().getHeader("x-amz-request-id");
        return new S3Caller(
                exchange.request().getMethod().equals("POST"),
                requestId == null ? "LOCAL" : requestId,
                exchange.request().getRemoteAddr());
    }
}
