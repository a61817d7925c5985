package imageresizer.local.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.local.page.ChangeFeed.Change;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The live feed as server-sent events. Each has an id; a browser that was cut off says by {@code Last-Event-ID} which one
 * it heard last, and gets what has changed since.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events, in the HTML
 *     standard</a>
 */
final class EventStream {

    /** How soon the page hears of what {@link StatePoller} has to look at. */
    private static final Duration PATIENCE = Duration.ofMillis(400);

    /** In a flood, what changes several times meanwhile is sent once. */
    private static final Duration BREATH = Duration.ofMillis(40);

    private static final int TURNS_TO_SIGN_OF_LIFE = 25;

    private final ChangeFeed feed;
    private final StatePoller poller;

    EventStream(ChangeFeed feed, StatePoller poller) {
        this.feed = feed;
        this.poller = poller;
    }

    /** Answers until the browser goes or the feed closes. */
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, InterruptedException {
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("utf-8");
        OutputStream out = response.getOutputStream();
        String lastId = request.getHeader("Last-Event-ID");
        long heard = heard(lastId);
        write(out, "retry: 1000\n\n" + (lastId != null && heard < 0 ? "event: restart\ndata: {}\n\n" : ""));
        for (int turn = 1; !feed.isClosed(); turn++) {
            poller.poll();
            List<Change> changes = feed.after(heard, PATIENCE);
            if (!changes.isEmpty()) {
                heard = changes.getLast().number();
                write(out, events(changes));
                Thread.sleep(BREATH);
            } else if (turn % TURNS_TO_SIGN_OF_LIFE == 0) {
                write(out, ": still here\n\n");
            }
        }
    }

    /** The number of the change that the browser heard last; less than 0 if it has heard none of this run. */
    private long heard(@Nullable String lastId) {
        String prefix = feed.run() + "-";
        return lastId != null
                        && lastId.startsWith(prefix)
                        && lastId.substring(prefix.length()).matches("[0-9]{1,18}")
                ? Long.parseLong(lastId.substring(prefix.length()))
                : -1;
    }

    private String events(List<Change> changes) {
        StringBuilder text = new StringBuilder();
        for (Change change : changes) {
            text.append("id: ").append(feed.run()).append('-').append(change.number());
            text.append("\nevent: ").append(change.type());
            text.append("\ndata: ").append(change.json()).append("\n\n");
        }
        return text.toString();
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }
}
