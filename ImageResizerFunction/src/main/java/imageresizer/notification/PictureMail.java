package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import imageresizer.model.Outcome.Missing;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.PrintableText;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.reason.Language;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Writes the mail about one upload. Immutable. */
public final class PictureMail {

    /** Leaves room for what is missing. */
    private static final int LONGEST_WITH_RENDITIONS = MailBody.LONGEST * 7 / 10;

    private final Language language;
    private final MailLinks links;

    public PictureMail(Language language, MailLinks links) {
        this.language = requireNonNull(language);
        this.links = requireNonNull(links);
    }

    /** The mail; a very long one is shortened, and says so. */
    public Mail of(Announcement announcement) {
        MailBody body = new MailBody(language);
        Upload upload = announcement.outcome().upload();
        String name = PrintableText.oneLine(upload.key().substring(upload.key().lastIndexOf('/') + 1));
        switch (announcement.outcome()) {
            case Resized resized -> {
                body.paragraph((resized.isPartial() ? Phrase.PARTIAL : Phrase.RESIZED).in(language, name));
                body.paragraph(List.of(
                        Phrase.UPLOAD.in(language, upload.uri()),
                        Phrase.PICTURE.in(
                                language,
                                resized.format().displayName(),
                                resized.size().width(),
                                resized.size().height(),
                                Phrase.bytes(language, upload.bytes())),
                        links.to(upload)));
                body.paragraph(Phrase.RENDITIONS.in(
                        language,
                        String.format(Locale.ROOT, "%.1f", resized.took().toMillis() / 1000.0)));
                body.paragraphs(
                        resized.renditions().stream().map(this::rendition).toList(),
                        LONGEST_WITH_RENDITIONS,
                        announcement.omitted());
                body.paragraphs(
                        resized.missing().stream()
                                .map(missing -> List.of(missing(language, missing)))
                                .toList(),
                        MailBody.LONGEST,
                        0);
            }
            case Rejected rejected -> {
                body.paragraph(Phrase.REJECTED.in(language, name));
                body.paragraph(PrintableText.oneLine(rejected.reason().text(language)));
                body.paragraph(List.of(
                        Phrase.UPLOAD.in(language, upload.uri()),
                        Phrase.bytes(language, upload.bytes()),
                        links.to(upload)));
            }
        }
        return new Mail(Subject.of(announcement.outcome()), body.toString());
    }

    private List<String> rendition(StoredRendition rendition) {
        String what = Phrase.RENDITION.in(
                language,
                rendition.name(),
                rendition.format().displayName(),
                rendition.size().width(),
                rendition.size().height(),
                Phrase.bytes(language, rendition.bytes()));
        return Stream.concat(Stream.of(what), links.to(rendition).stream()).toList();
    }

    static String missing(Language language, Missing missing) {
        return PrintableText.oneLine(Phrase.MISSING.in(
                language,
                missing.name(),
                missing.format().displayName(),
                missing.reason().text(language)));
    }
}
