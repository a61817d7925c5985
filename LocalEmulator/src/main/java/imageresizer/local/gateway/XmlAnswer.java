package imageresizer.local.gateway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes an answer of one of AWS's protocols that speak XML. Not thread-safe. */
public final class XmlAnswer {
    private final StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    private XmlAnswer() {}

    /** Begins an answer such as {@code PublishResponse}. */
    public static XmlAnswer begin(String root, String namespace) {
        var answer = new XmlAnswer();
        answer.xml
                .append('<')
                .append(root)
                .append(" xmlns=\"")
                .append(namespace)
                .append("\">");
        answer.open.push(root);
        return answer;
    }

    /** An error of the query protocol that its sender has to cure. */
    public static XmlAnswer error(String namespace, String code, @Nullable String message, String requestId) {
        return begin("ErrorResponse", namespace)
                .open("Error")
                .element("Type", "Sender")
                .element("Code", code)
                .element("Message", message)
                .close()
                .element("RequestId", requestId);
    }

    public XmlAnswer open(String name) {
        xml.append('<').append(name).append('>');
        open.push(name);
        return this;
    }

    public XmlAnswer close() {
        xml.append("</").append(open.pop()).append('>');
        return this;
    }

    public XmlAnswer element(String name, @Nullable String text) {
        open(name);
        text(text == null ? "" : text);
        return close();
    }

    /** Adds an entry of a map; nothing if there is no value. */
    public XmlAnswer entry(String key, @Nullable String value) {
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

    public String end() {
        while (!open.isEmpty()) {
            close();
        }
        return xml.toString();
    }
}
