package imageresizer.local.sns;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes an answer of the AWS query protocol. Not thread-safe. */
final class XmlResponse {
    private final StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an answer such as {@code PublishResponse}. */
    static XmlResponse begin(String root) {
        var answer = new XmlResponse();
        answer.xml.append('<').append(root).append(" xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">");
        answer.open.push(root);
        return answer;
    }

    XmlResponse open(String name) {
        xml.append('<').append(name).append('>');
        open.push(name);
        return this;
    }

    XmlResponse close() {
        xml.append("</").append(open.pop()).append('>');
        return this;
    }

    XmlResponse element(String name, @Nullable String text) {
        open(name);
        text(text == null ? "" : text);
        return close();
    }

    /** Adds an entry of a map; nothing if there is no value. */
    XmlResponse entry(String key, @Nullable String value) {
        return value == null
                ? this
                : open("entry").element("key", key).element("value", value).close();
    }

    private void text(String text) {
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '\t', '\n', '\r' -> xml.append("&#").append(character).append(';');
                default -> {
                    // XML has no way to write the others below the space.
                    xml.appendCodePoint(character < ' ' ? '\uFFFD' : character);
                }
            }
        });
    }

    String end() {
        while (!open.isEmpty()) {
            close();
        }
        return xml.toString();
    }
}
