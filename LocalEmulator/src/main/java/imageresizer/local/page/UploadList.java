package imageresizer.local.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.UploadState;
import imageresizer.local.api.UploadView;
import java.text.Normalizer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The uploads of the stack, for the page to look through. The live feed only has their number in each state; the page
 * fetches the few rows that it shows, and a card when it is opened. Thread-safe, and bounded: the newest are kept.
 */
public final class UploadList {

    /** How many uploads are listed at most. */
    static final int MOST = 10_000;

    private static final JsonMapper JSON = new JsonMapper();

    private final ChangeFeed feed;
    private final List<Consumer<UploadView>> listeners = new CopyOnWriteArrayList<>();
    private final NavigableMap<Long, ListedUpload> entries = new TreeMap<>();
    private final Map<UploadState, Integer> counts = new EnumMap<>(UploadState.class);
    private long revision;
    private long forgotten;

    public UploadList(ChangeFeed feed) {
        this.feed = feed;
        for (UploadState state : UploadState.values()) {
            counts.put(state, 0);
        }
        tell();
    }

    /**
     * Which rows are wanted, the newest upload being row 0.
     *
     * @param search a part of the key in any case; empty for all
     * @param state null for all
     * @param at the number of an upload; {@code from} then counts from its row, or from the next older one's if it is not
     *     among those found; null to count from row 0
     * @param from the first row
     * @param count how many rows
     */
    record Query(
            String search,
            @Nullable UploadState state,
            @Nullable Long at,
            int from,
            int count) {}

    /**
     * Some rows.
     *
     * @param found how many rows there are altogether
     * @param from the index of the first one here
     */
    record Page(int found, int from, List<UploadRow> rows) {}

    private record Summary(long revision, int total, long forgotten, Map<UploadState, Integer> counts) {}

    private record ListedUpload(UploadRow row, String searched, String card) {}

    /** An upload is new or has changed. */
    public void put(UploadView upload) {
        UploadRow row = UploadRow.of(upload);
        ListedUpload entry = new ListedUpload(row, searchable(upload.key()), json(upload));
        synchronized (this) {
            ListedUpload known = entries.put(upload.number(), entry);
            if (known != null) {
                counts.merge(known.row().state(), -1, Integer::sum);
            }
            counts.merge(row.state(), 1, Integer::sum);
            if (entries.size() > MOST) {
                counts.merge(entries.pollFirstEntry().getValue().row().state(), -1, Integer::sum);
                forgotten++;
            }
            revision++;
            tell();
        }
        listeners.forEach(listener -> listener.accept(upload));
    }

    /** Reports every change from now on to a listener, on the thread that brings it. */
    public void listen(Consumer<UploadView> listener) {
        listeners.add(listener);
    }

    synchronized Page page(Query query) {
        String wanted = searchable(query.search().strip());
        List<UploadRow> found = entries.descendingMap().values().stream()
                .filter(entry -> query.state() == null || entry.row().state() == query.state())
                .filter(entry -> entry.searched().contains(wanted))
                .map(ListedUpload::row)
                .toList();
        int start = query.from();
        if (query.at() != null) {
            long at = query.at();
            start += (int) found.stream().takeWhile(row -> row.number() > at).count();
        }
        int from = Math.clamp(start, 0, found.size());
        int end = (int) Math.min(found.size(), (long) from + query.count());
        return new Page(found.size(), from, List.copyOf(found.subList(from, end)));
    }

    /** An upload's {@link UploadView} as JSON; empty if there is none of that number. */
    synchronized Optional<String> card(long number) {
        return Optional.ofNullable(entries.get(number)).map(ListedUpload::card);
    }

    private void tell() {
        feed.put("uploads", "", new Summary(revision, entries.size(), forgotten, counts));
    }

    /** Some systems write é as one character and others as two. */
    private static String searchable(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private static String json(UploadView upload) {
        try {
            return JSON.writeValueAsString(upload);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON can be made of upload " + upload.number(), e);
        }
    }
}
