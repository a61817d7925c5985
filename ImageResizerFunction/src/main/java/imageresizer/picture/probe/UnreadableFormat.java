package imageresizer.picture.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats that people take for pictures, or upload by mistake, and that this function does not read. */
final class UnreadableFormat {

    private record Signature(String format, int at, String text) {}

    /** The longer ones first, where one begins like another. */
    private static final List<Signature> SIGNATURES = List.of(
            new Signature("JPEG XL", 0, "\u00ff\n"),
            new Signature("JPEG XL", 4, "JXL \r\n\u0087\n"),
            new Signature("JPEG 2000", 4, "jP  \r\n\u0087\n"),
            new Signature("JPEG 2000", 0, "\u00ffO\u00ffQ"),
            new Signature("RAW (CR3)", 4, "ftypcrx "),
            new Signature("QuickTime", 4, "ftypqt  "),
            new Signature("QuickTime", 4, "moov"),
            new Signature("MP4", 4, "ftyp"),
            new Signature("RAW (RAF)", 0, "FUJIFILMCCD-RAW"),
            new Signature("RAW (ORF)", 0, "IIRO"),
            new Signature("RAW (ORF)", 0, "IIRS"),
            new Signature("RAW (ORF)", 0, "MMOR"),
            new Signature("RAW (RW2)", 0, "IIU\0"),
            new Signature("RAW (X3F)", 0, "FOVb"),
            new Signature("PDF", 0, "%PDF-"),
            new Signature("PostScript", 0, "%!PS"),
            new Signature("Photoshop (PSD)", 0, "8BPS"),
            new Signature("ICO", 0, "\0\0\1\0"),
            new Signature("BMP", 0, "BM"));

    private UnreadableFormat() {}

    /**
     * The name of the format, the same in every language; empty if it is none of these.
     *
     * @param start the first {@value PictureFormat#SIGNATURE} bytes of the file, or all of them
     */
    static Optional<String> of(byte[] start) {
        String text = new String(start, ISO_8859_1);
        Optional<String> known = SIGNATURES.stream()
                .filter(signature -> text.startsWith(signature.text, signature.at))
                .map(Signature::format)
                .findFirst();
        return known.isEmpty() && isSvg(text) ? Optional.of("SVG") : known;
    }

    /** A file of XML whose first element is {@code svg}, as far as that can be seen. */
    private static boolean isSvg(String text) {
        String markup = text.replace("\u00ef\u00bb\u00bf", "").stripLeading().toLowerCase(Locale.ROOT);
        return markup.startsWith("<svg")
                || ((markup.startsWith("<?xml") || markup.startsWith("<!"))
                        && (markup.contains("<svg") || markup.contains("<!doctype svg")));
    }
}
