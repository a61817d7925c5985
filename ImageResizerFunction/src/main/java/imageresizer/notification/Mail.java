package imageresizer.notification;

import imageresizer.Display;
import imageresizer.Outcome;
import imageresizer.Outcome.Missing;
import imageresizer.Outcome.Rejected;
import imageresizer.Outcome.Resized;
import imageresizer.Upload;
import imageresizer.picture.Size;
import imageresizer.storage.StoredRendition;
import java.text.Normalizer;
import java.util.Locale;

/** An outcome as an e-mail in plain text. */
final class Mail {

    private static final int LONGEST_SUBJECT = 100;
    private static final int LABEL = 12;

    private Mail() {}

    static String subject(Outcome.Final outcome) {
        String event = switch (outcome) {
            case Resized resized -> resized.isPartial() ? "Partly resized: " : "Resized: ";
            case Rejected _ -> "Rejected: ";
        };
        String subject = event + ascii(fileName(outcome.upload()));
        return subject.length() <= LONGEST_SUBJECT ? subject : subject.substring(0, LONGEST_SUBJECT - 3) + "...";
    }

    static String text(Outcome.Final outcome) {
        StringBuilder text = new StringBuilder();
        Upload upload = outcome.upload();
        text.append(outcome.word())
                .append("  ")
                .append(Display.oneLine(fileName(upload)))
                .append("\n\n");
        line(text, "Upload", upload.uri());
        switch (outcome) {
            case Resized resized -> {
                line(
                        text,
                        "Picture",
                        resized.format().displayName() + ", " + pixels(resized.size()) + ", " + bytes(upload.bytes()));
                line(
                        text,
                        "Took",
                        String.format(Locale.ROOT, "%.1f s", resized.took().toMillis() / 1000.0));
                text.append("\nRenditions\n");
                resized.renditions().forEach(rendition -> text.append(describe(rendition)));
                if (resized.isPartial()) {
                    text.append("\nMissing\n");
                    resized.missing().forEach(missing -> text.append(describe(missing)));
                }
            }
            case Rejected rejected -> {
                line(text, "Size", bytes(upload.bytes()));
                line(text, "Reason", rejected.reason());
                text.append("\nNo rendition was stored. The upload was left as it is.\n");
            }
        }
        return text.toString();
    }

    private static String describe(StoredRendition rendition) {
        return String.format(
                        Locale.ROOT,
                        "  %-14s %-22s %-9s %s%n",
                        rendition.name(),
                        pixels(rendition.size()),
                        bytes(rendition.bytes()),
                        rendition.uri())
                .replace(System.lineSeparator(), "\n");
    }

    private static String describe(Missing missing) {
        return String.format(
                        Locale.ROOT,
                        "  %-14s %s  %s",
                        missing.name(),
                        missing.format().displayName(),
                        missing.reason())
                + "\n";
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(label)
                .append(" ".repeat(LABEL - label.length()))
                .append(value)
                .append('\n');
    }

    private static String fileName(Upload upload) {
        String key = upload.key();
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /**
     * Letters lose their accents; whatever ASCII still has no letter for becomes an underscore, and so does the question
     * mark that could begin an encoded word (RFC 2047), in which mail programs would decode what ASCII can't say.
     */
    private static String ascii(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^\\x20-\\x7e]+", "_")
                .replace("=?", "=_");
    }

    private static String pixels(Size size) {
        return size.width() + " x " + size.height() + " pixels";
    }

    private static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
