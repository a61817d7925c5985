package imageresizer.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.page.ChangeFeed.Change;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChangeFeedTest {

    private final ChangeFeed feed = new ChangeFeed();

    @Test
    void aNewPageHearsOfEverythingAsItIsNow() throws InterruptedException {
        feed.put("upload", "1", Map.of("stage", "WAITING"));
        feed.put("mail", "1", Map.of("subject", "Resized"));
        feed.put("upload", "1", Map.of("stage", "DONE"));

        assertThat(states(-1)).containsExactly("{\"subject\":\"Resized\"}", "{\"stage\":\"DONE\"}");
    }

    @Test
    void aPageThatWasCutOffHearsOfWhatHasChangedMeanwhile() throws InterruptedException {
        feed.put("upload", "1", "first");
        long heard = feed.after(-1, Duration.ZERO).getLast().number();
        feed.put("upload", "2", "second");
        feed.put("upload", "3", "third");
        feed.put("upload", "2", "second again");

        assertThat(states(heard)).containsExactly("\"third\"", "\"second again\"");
    }

    @Test
    void whatHasNotChangedIsNotToldAgain() throws InterruptedException {
        feed.put("faults", "", List.of());
        long heard = feed.after(-1, Duration.ZERO).getLast().number();
        feed.put("faults", "", List.of());

        assertThat(states(heard)).isEmpty();
    }

    @Test
    void ofEachKindTheNewestAreKept() throws InterruptedException {
        feed.put("settings", "", "settings");
        for (int line = 0; line < ChangeFeed.LONGEST + 5; line++) {
            feed.put("log", Integer.toString(line), line);
        }

        assertThat(states(-1)).hasSize(ChangeFeed.LONGEST + 1).startsWith("\"settings\"", "5");
    }

    @Test
    void closingEndsEveryWaiting() throws InterruptedException {
        Thread closer = Thread.ofVirtual().start(feed::close);

        assertThat(feed.after(0, Duration.ofDays(1))).isEmpty();
        assertThat(feed.isClosed()).isTrue();
        closer.join();
    }

    private List<String> states(long heard) throws InterruptedException {
        return feed.after(heard, Duration.ZERO).stream().map(Change::json).toList();
    }
}
