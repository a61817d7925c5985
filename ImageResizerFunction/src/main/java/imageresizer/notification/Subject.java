package imageresizer.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.model.Outcome;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.Sha256;
import imageresizer.reason.Language;
import java.text.Normalizer;

/** The subject of the mail about one upload: at most 100 printable ASCII characters, which is what SNS takes. */
final class Subject {

    private static final int LONGEST = 100;
    private static final int HASH_DIGITS = 6;

    private Subject() {}

    /**
     * The outcome and the whole key. If ASCII or 100 characters can't say the key, its middle is left out, and kind, size
     * and a piece of the key's hash tell it from others.
     */
    static String of(Outcome.Final outcome) {
        String event = switch (outcome) {
            case Resized resized -> resized.isPartial() ? "Partly resized: " : "Resized: ";
            case Rejected _ -> "Rejected: ";
        };
        String key = outcome.upload().key();
        String shown = ascii(key);
        if (shown.equals(key) && event.length() + key.length() <= LONGEST) {
            return event + key;
        }
        String kind = switch (outcome) {
            case Resized resized -> resized.format().displayName() + " " + resized.size();
            case Rejected rejected ->
                Phrase.bytes(Language.EN, rejected.upload().bytes());
        };
        String distinction = " (" + kind + ", " + Sha256.of(key.getBytes(UTF_8)).substring(0, HASH_DIGITS) + ")";
        return event + withoutMiddle(shown, LONGEST - event.length() - distinction.length()) + distinction;
    }

    private static String withoutMiddle(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int kept = longest - "...".length();
        int end = kept * 2 / 3;
        return text.substring(0, kept - end) + "..." + text.substring(text.length() - end);
    }

    /**
     * Letters lose their accents; what ASCII still has no letter for becomes an underscore, and so does the question
     * mark that could begin an encoded word (RFC 2047), in which mail programs would decode what ASCII can't say.
     */
    private static String ascii(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}+", "")
                .replaceAll("[^\\x20-\\x7e]+", "_")
                .replace("=?", "=_");
    }
}
