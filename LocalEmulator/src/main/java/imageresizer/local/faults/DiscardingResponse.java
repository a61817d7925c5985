package imageresizer.local.faults;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.PrintWriter;

/** A response of which nothing is ever sent. */
final class DiscardingResponse extends HttpServletResponseWrapper {

    private final ServletOutputStream nowhere = new ServletOutputStream() {
        @Override
        public void write(int octet) {}

        @Override
        public void write(byte[] octets, int offset, int length) {}

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("S3 and SNS answer synchronously");
        }
    };

    DiscardingResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return nowhere;
    }

    @Override
    public PrintWriter getWriter() {
        return new PrintWriter(nowhere, true, java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void flushBuffer() {}

    @Override
    public void sendError(int status) {
        setStatus(status);
    }

    @Override
    public void sendError(int status, String message) {
        setStatus(status);
    }
}
