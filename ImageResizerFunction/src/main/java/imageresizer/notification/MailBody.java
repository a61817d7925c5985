package imageresizer.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import imageresizer.reason.Language;
import java.util.List;

/**
 * The text of a mail while it is written. Paragraphs are separated by empty lines and nothing is aligned by spaces, so it
 * reads well in a proportional font. Not thread-safe.
 */
final class MailBody {

    /**
     * In bytes of UTF-8 as JSON escapes it. SNS takes 262,144 bytes for all protocols together; the rest is left for the
     * manifest.
     */
    static final int LONGEST = 100_000;

    /** What {@link Phrase#MORE} and the line breaks around an item take at most. */
    private static final int SIZE_OF_MORE = 200;

    private final Language language;
    private final StringBuilder text = new StringBuilder();
    private int size;

    MailBody(Language language) {
        this.language = requireNonNull(language);
    }

    /** Adds a paragraph. */
    void paragraph(List<String> lines) {
        String paragraph = (text.isEmpty() ? "" : "\n") + String.join("\n", lines) + "\n";
        text.append(paragraph);
        size += sizeInJson(paragraph);
    }

    void paragraph(String line) {
        paragraph(List.of(line));
    }

    /**
     * Adds a paragraph for each item, as long as the mail stays shorter than {@code limit}, and then says how many more
     * there are.
     *
     * @param limit in bytes, as for {@link #LONGEST}
     * @param omitted how many more there are that are not among the items
     */
    void paragraphs(List<List<String>> items, int limit, int omitted) {
        int added = 0;
        while (added < items.size() && size + sizeInJson(String.join("\n", items.get(added))) + SIZE_OF_MORE < limit) {
            paragraph(items.get(added));
            added++;
        }
        int more = items.size() - added + omitted;
        if (more > 0) {
            paragraph(Phrase.MORE.in(language, more));
        }
    }

    /** How many bytes of UTF-8 a text has within a string of JSON, if it has no control characters but line breaks. */
    static int sizeInJson(String text) {
        return text.getBytes(UTF_8).length
                + (int) text.chars()
                        .filter(c -> c == '"' || c == '\\' || c == '\n')
                        .count();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
