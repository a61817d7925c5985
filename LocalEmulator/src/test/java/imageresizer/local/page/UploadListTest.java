package imageresizer.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.api.UploadState;
import imageresizer.local.api.UploadView;
import imageresizer.local.page.UploadList.Page;
import imageresizer.local.page.UploadList.Query;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UploadListTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final ChangeFeed feed = new ChangeFeed();
    private final UploadList uploads = new UploadList(feed);

    @Test
    void theNewestComeFirstAndAPageHoldsNoMoreThanItIsAskedFor() {
        for (int number = 1; number <= 25; number++) {
            put(number, "cat-" + number + ".jpg", Stage.WAITING, null);
        }

        assertThat(numbers(page("", null, null, 0, 3))).containsExactly(25L, 24L, 23L);
        assertThat(page("", null, null, 20, 100)).satisfies(page -> {
            assertThat(page.found()).isEqualTo(25);
            assertThat(page.from()).isEqualTo(20);
            assertThat(numbers(page)).containsExactly(5L, 4L, 3L, 2L, 1L);
        });
        assertThat(page("", null, null, 99, 3).rows()).isEmpty();
    }

    @Test
    void aRowIsFoundAgainAlthoughOthersHaveComeBeforeIt() {
        for (int number = 1; number <= 30; number++) {
            put(number, "cat.jpg", Stage.WAITING, null);
        }

        assertThat(page("", null, 10L, -2, 4)).satisfies(page -> {
            assertThat(page.from()).isEqualTo(18);
            assertThat(numbers(page)).containsExactly(12L, 11L, 10L, 9L);
        });
        put(10, "cat.jpg", Stage.DONE, "RESIZED");
        assertThat(numbers(page("", UploadState.WAITING, 10L, 0, 2)))
                .as("the next one if it is no longer among them")
                .containsExactly(9L, 8L);
    }

    @Test
    void keysAreSearchedInAnyCaseAndHoweverTheyAreComposed() {
        put(1, "Holiday/Caf\u00e9.JPG", Stage.WAITING, null);
        put(2, "other.jpg", Stage.WAITING, null);

        assertThat(numbers(page(" cafe\u0301.jpg", null, null, 0, 9))).containsExactly(1L);
        assertThat(numbers(page("holiday/", null, null, 0, 9))).containsExactly(1L);
    }

    @Test
    void anUploadIsCountedInItsPresentStateOnly() throws Exception {
        put(1, "a.jpg", Stage.WAITING, null);
        put(2, "b.jpg", Stage.WAITING, null);
        put(1, "a.jpg", Stage.RUNNING, null);
        put(1, "a.jpg", Stage.RUNNING, "RESIZED");
        put(2, "b.jpg", Stage.RETRYING, "RESIZED");

        assertThat(summary()).contains("\"total\":2", "\"WAITING\":0", "\"RESIZED\":1", "\"RETRYING\":1");
        assertThat(numbers(page("", UploadState.RESIZED, null, 0, 9))).containsExactly(1L);
        assertThat(uploads.card(2)).hasValueSatisfying(card -> assertThat(card).contains("b.jpg"));
        assertThat(uploads.card(3)).isEmpty();
    }

    @Test
    void theNewestAreKept() throws Exception {
        for (int number = 1; number <= UploadList.MOST + 2; number++) {
            put(number, "cat.jpg", Stage.WAITING, null);
        }

        assertThat(summary())
                .contains("\"total\":" + UploadList.MOST, "\"forgotten\":2", "\"WAITING\":" + UploadList.MOST);
        assertThat(uploads.card(2)).isEmpty();
        assertThat(numbers(page("", null, null, UploadList.MOST - 1, 9))).containsExactly(3L);
    }

    private Page page(String search, @Nullable UploadState state, @Nullable Long at, int from, int count) {
        return uploads.page(new Query(search, state, at, from, count));
    }

    private static Long[] numbers(Page page) {
        return page.rows().stream().map(UploadRow::number).toArray(Long[]::new);
    }

    private String summary() throws InterruptedException {
        return feed.after(-1, Duration.ZERO).getLast().json();
    }

    private void put(long number, String key, Stage stage, @Nullable String outcome) {
        uploads.put(new UploadView(
                number,
                "input",
                key,
                "",
                7L,
                stage,
                new UploadView.Times(1L, null, null, null, null),
                1,
                null,
                null,
                outcome == null ? null : JSON.valueToTree(Map.of("outcome", outcome)),
                0,
                0,
                null,
                List.of(),
                null));
    }
}
