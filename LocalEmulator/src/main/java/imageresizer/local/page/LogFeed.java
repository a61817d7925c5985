package imageresizer.local.page;

import imageresizer.local.lambda.LogListener;
import java.util.concurrent.atomic.AtomicLong;

/** The end of the function's log. Thread-safe. */
public final class LogFeed implements LogListener {

    private static final int LONGEST_LINE = 16_384;

    private final ChangeFeed feed;
    private final AtomicLong lines = new AtomicLong();

    public LogFeed(ChangeFeed feed) {
        this.feed = feed;
    }

    private record Line(long number, long received, String stream, String text) {}

    @Override
    public void log(String logStream, String line) {
        long number = lines.incrementAndGet();
        String text = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " ..." : line;
        feed.put("log", Long.toString(number), new Line(number, System.currentTimeMillis(), logStream, text));
    }
}
