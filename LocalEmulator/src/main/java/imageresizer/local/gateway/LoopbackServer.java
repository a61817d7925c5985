package imageresizer.local.gateway;

import imageresizer.local.gateway.BucketCors.Grant;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server on 127.0.0.1, for programs and browsers of this machine only (see {@link LoopbackGuard}).
 *
 * <p>{@link #bind} takes the port, so that {@link #uri()} is known before the first request, for links that are
 * printed; {@link #serve} adds servlets; {@link #start} begins to answer. Requests sent in between wait.
 *
 * <p>Not thread-safe before {@link #start}.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final int LARGEST_FORM = 4 << 20; // An SNS message of 256 KB is three times as long when encoded.
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackServer.class);
    private static final int STOP_MILLIS = 2_000;

    private final Server server;
    private final ServerConnector connector;
    private final ServletContextHandler context;
    private final Set<String> allowedOrigins = ConcurrentHashMap.newKeySet();
    private BucketCors buckets = (_, _, _) -> Optional.empty();

    private LoopbackServer(Server server, ServerConnector connector, ServletContextHandler context) {
        this.server = server;
        this.connector = connector;
        this.context = context;
        context.addFilter(
                asynchronous(new FilterHolder(new LoopbackGuard(allowedOrigins, this::grant))),
                "/*",
                EnumSet.of(DispatcherType.REQUEST));
    }

    /**
     * Takes a port of 127.0.0.1.
     *
     * @param name what the server is, for the user, such as {@code S3 and SNS}
     * @param port the port, or 0 for any free one
     * @throws PortUnavailableException if the port is in use or may not be used
     */
    public static LoopbackServer bind(String name, int port) {
        var threads = new QueuedThreadPool();
        threads.setName("http");
        threads.setDaemon(true);
        // Who waits for the rest of a half-sent request must not use up the threads that all others need.
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        var server = new Server(threads);
        var connector = new ServerConnector(server, new HttpConnectionFactory(http()));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);

        var context = new ServletContextHandler();
        context.setMaxFormContentSize(LARGEST_FORM);
        context.getServletHandler().setDecodeAmbiguousURIs(true); // Such as a key with %25 in it.
        server.setHandler(new GracefulHandler(context));
        server.setErrorHandler(new XmlErrorHandler());
        server.setStopTimeout(STOP_MILLIS);
        try {
            connector.open();
        } catch (IOException e) {
            throw new PortUnavailableException(name, port, e);
        }
        return new LoopbackServer(server, connector, context);
    }

    /** S3 keys may hold anything, so the parser must let everything pass, as s3proxy's own server does. */
    private static HttpConfiguration http() {
        var http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.LEGACY);
        http.setUriCompliance(UriCompliance.LEGACY);
        http.setHeaderCacheCaseSensitive(true);
        http.setSendServerVersion(false);
        return http;
    }

    /** Serves a path such as {@code /*} or {@code /events} by a servlet, which may answer asynchronously. */
    public LoopbackServer serve(String pathSpec, Servlet servlet) {
        var holder = new ServletHolder(servlet);
        holder.setAsyncSupported(true);
        context.addServlet(holder, pathSpec);
        return this;
    }

    /** Lets web pages of this origin, such as {@code http://127.0.0.1:4569}, use this server, and no others. */
    public LoopbackServer allowOrigin(String origin) {
        allowedOrigins.add(origin);
        return this;
    }

    /** Lets web pages of other origins do with a bucket what its own rules say. */
    public LoopbackServer allowOrigins(BucketCors rules) {
        buckets = rules;
        return this;
    }

    private Optional<Grant> grant(String bucket, String origin, String method) {
        return buckets.grant(bucket, origin, method);
    }

    /** Begins to answer. */
    public LoopbackServer start() {
        try {
            server.start();
            return this;
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server on port " + port() + " did not start.", e);
        }
    }

    /** The port it listens on, never 0. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Its address without a path, such as {@code http://127.0.0.1:4566}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Waits for requests that are being answered, at most 2 seconds, and frees the port. */
    @Override
    public void close() {
        int port = port();
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.debug("Requests to port {} were cut off.", port, e);
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server on port " + port + " did not stop.", e);
        } finally {
            connector.close(); // A server that never started does not close what it bound.
        }
    }

    private static FilterHolder asynchronous(FilterHolder holder) {
        holder.setAsyncSupported(true);
        return holder;
    }
}
