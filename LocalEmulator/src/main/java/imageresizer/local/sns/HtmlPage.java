package imageresizer.local.sns;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The small page that a link in a mail opens. */
final class HtmlPage {
    private HtmlPage() {}

    static String of(String heading, String... paragraphs) {
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>%1$s</title>
            <style>body { font: 1rem/1.5 sans-serif; margin: 3rem auto; max-width: 40rem; padding: 0 1rem;
            overflow-wrap: anywhere }</style>
            <h1>%1$s</h1>
            %2$s
            """.formatted(
                        escape(heading),
                        Arrays.stream(paragraphs)
                                .map(paragraph -> "<p>" + escape(paragraph) + "</p>")
                                .collect(Collectors.joining("\n")));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
