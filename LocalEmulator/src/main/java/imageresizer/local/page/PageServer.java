package imageresizer.local.page;

import imageresizer.local.gateway.LoopbackServer;
import java.net.URI;

/** Serves the page on a port, and thereby under an origin, of its own. */
public final class PageServer implements AutoCloseable {

    private final LoopbackServer server;
    private final ChangeFeed feed;
    private final UploadAddresses addresses;

    private PageServer(LoopbackServer server, ChangeFeed feed, UploadAddresses addresses) {
        this.server = server;
        this.feed = feed;
        this.addresses = addresses;
    }

    /**
     * Begins to serve.
     *
     * @param server takes requests for the page only, and has not started
     * @param s3 where the page uploads to; has to let the page's origin do so
     */
    public static PageServer start(
            LoopbackServer server,
            URI s3,
            StackControls stack,
            ChangeFeed feed,
            UploadList uploads,
            MailArchive mails) {
        UploadAddresses addresses = new UploadAddresses(s3);
        EventStream events = new EventStream(feed, new StatePoller(stack, feed));
        server.serve("/*", new PageServlet(stack, events, uploads, mails, addresses))
                .start();
        return new PageServer(server, feed, addresses);
    }

    @Override
    public void close() {
        feed.close(); // First, because an open stream of events would hold the server.
        server.close();
        addresses.close();
    }
}
