package imageresizer.notification;

import static java.util.Objects.requireNonNull;

import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.PrintableText;
import imageresizer.model.StoredRendition;
import imageresizer.picture.Size;
import imageresizer.reason.Language;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes one mail about several uploads: totals, and every rejection with its reason. Immutable. */
public final class BatchMail {

    private static final int MOST_PROBLEMS = 50;

    private final Language language;
    private final MailLinks links;
    private final String outputBucket;
    private final String dashboardUrl;

    /** @param dashboardUrl empty if there is none */
    public BatchMail(Language language, MailLinks links, String outputBucket, String dashboardUrl) {
        this.language = requireNonNull(language);
        this.links = requireNonNull(links);
        this.outputBucket = requireNonNull(outputBucket);
        this.dashboardUrl = requireNonNull(dashboardUrl);
    }

    /**
     * The mail; a very long one is shortened, and says so.
     *
     * @param announcements at least one
     */
    public Mail of(List<Announcement> announcements) {
        List<Final> outcomes = announcements.stream()
                .map(Announcement::outcome)
                .sorted(Comparator.comparing(outcome -> outcome.upload().key()))
                .toList();
        MailBody body = new MailBody(language);
        body.paragraph(Phrase.PROCESSED.in(language, outcomes.size(), counts(language, outcomes)));
        totals(body, announcements);
        body.paragraph(List.of(
                Phrase.FIRST.in(language, key(outcomes.getFirst())),
                Phrase.LAST.in(language, key(outcomes.getLast()))));
        if (outcomes.stream().anyMatch(Resized.class::isInstance)) {
            List<String> where = new ArrayList<>(List.of(Phrase.BUCKET.in(language, outputBucket)));
            where.addAll(links.toBucket(outputBucket));
            body.paragraph(where);
        }
        if (!dashboardUrl.isEmpty()) {
            body.paragraph(Phrase.DASHBOARD.in(language, dashboardUrl));
        }
        List<List<String>> problems =
                outcomes.stream().flatMap(outcome -> problem(outcome).stream()).toList();
        if (!problems.isEmpty()) {
            body.paragraph(Phrase.PROBLEMS.in(language));
            List<List<String>> first = problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS));
            body.paragraphs(first, MailBody.LONGEST, problems.size() - first.size());
        }
        return new Mail(
                String.format(Locale.ROOT, "%,d pictures: ", outcomes.size()) + counts(Language.EN, outcomes),
                body.toString());
    }

    private static String counts(Language language, List<Final> outcomes) {
        return Stream.of(
                        count(language, Phrase.COUNT_RESIZED, "RESIZED", outcomes),
                        count(language, Phrase.COUNT_PARTIAL, "PARTIAL", outcomes),
                        count(language, Phrase.COUNT_REJECTED, "REJECTED", outcomes))
                .flatMap(List::stream)
                .collect(Collectors.joining(Phrase.SEPARATOR.in(language)));
    }

    private static List<String> count(Language language, Phrase phrase, String word, List<Final> outcomes) {
        long count =
                outcomes.stream().filter(outcome -> outcome.word().equals(word)).count();
        return count == 0 ? List.of() : List.of(phrase.in(language, count));
    }

    private void totals(MailBody body, List<Announcement> announcements) {
        long count = announcements.stream().mapToLong(Announcement::omitted).sum();
        long pixelsBefore = 0;
        long pixelsAfter = 0;
        long bytesBefore = 0;
        long bytesAfter = 0;
        for (Announcement announcement : announcements) {
            if (announcement.outcome() instanceof Resized resized) {
                pixelsBefore += pixels(resized.size());
                bytesBefore += resized.upload().bytes();
                for (StoredRendition rendition : resized.renditions()) {
                    count++;
                    pixelsAfter += pixels(rendition.size());
                    bytesAfter += rendition.bytes();
                }
            }
        }
        if (count == 0) {
            return;
        }
        long saved = bytesBefore - bytesAfter;
        body.paragraph(List.of(
                Phrase.BEFORE.in(language, Phrase.pixels(language, pixelsBefore), Phrase.bytes(language, bytesBefore)),
                Phrase.AFTER.in(
                        language, count, Phrase.pixels(language, pixelsAfter), Phrase.bytes(language, bytesAfter)),
                saved >= 0
                        ? Phrase.SAVED.in(
                                language, Phrase.bytes(language, saved), 100 * saved / Math.max(1, bytesBefore))
                        : Phrase.GROWN.in(language, Phrase.bytes(language, -saved))));
    }

    private static long pixels(Size size) {
        return (long) size.width() * size.height();
    }

    /** Empty if there is none. */
    private List<List<String>> problem(Final outcome) {
        return switch (outcome) {
            case Rejected rejected ->
                List.of(List.of(
                        Phrase.PROBLEM_REJECTED.in(language, key(outcome)),
                        PrintableText.oneLine(rejected.reason().text(language))));
            case Resized resized
            when resized.isPartial() -> {
                List<String> lines = new ArrayList<>();
                lines.add(Phrase.PROBLEM_PARTIAL.in(language, key(outcome)));
                lines.add(PictureMail.missing(language, resized.missing().getFirst()));
                if (resized.missing().size() > 1) {
                    lines.add(Phrase.MORE.in(language, resized.missing().size() - 1));
                }
                yield List.of(lines);
            }
            case Resized _ -> List.of();
        };
    }

    private static String key(Final outcome) {
        return PrintableText.oneLine(outcome.upload().key());
    }
}
