package imageresizer.notification;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.model.Origin;
import imageresizer.model.Outcome.Final;
import imageresizer.model.Outcome.Missing;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Outcome.Resized;
import imageresizer.model.StoredRendition;
import imageresizer.model.Upload;
import imageresizer.model.WebAddress;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Size;
import imageresizer.reason.Language;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The mails as a person sees them. */
class MailTextTest {

    private static final MailLinks LINKS = MailLinks.of(
            "arn:aws:sns:ap-northeast-1:000000000000:image-resizer-MailTopic", "https://pictures.example.com/");
    private static final Reason TOO_MANY_PIXELS = Reason.of(ReasonCode.TOO_MANY_PIXELS, 30_000, 20_000, 100_000_000);
    private static final Final ONE = resized("photos/旅行.jpg", List.of());
    private static final Final REJECTED = new Rejected(upload("photos/map.png"), TOO_MANY_PIXELS);
    private static final Final PARTIAL = resized(
            "photos/tower.jpg",
            List.of(
                    new Missing("1200x", PictureFormat.WEBP, tooLong("WebP", 16_383)),
                    new Missing("1200x", PictureFormat.AVIF, tooLong("AVIF", 16_384))));
    private static final List<Final> BATCH =
            List.of(ONE, REJECTED, PARTIAL, resized("photos/a.jpg", List.of()), resized("photos/b.jpg", List.of()));

    @Test
    void aPictureInEnglish() {
        assertThat(one(Language.EN, ONE)).isEqualTo("""
            Subject: Resized: photos/_.jpg (JPEG 4000x3000, 228173)

            旅行.jpg was resized.

            Upload: s3://in/photos/旅行.jpg
            JPEG, 4,000 x 3,000 pixels, 3.2 MB
            https://ap-northeast-1.console.aws.amazon.com/s3/object/in?region=ap-northeast-1&prefix=photos/%E6%97%85%E8%A1%8C.jpg

            Renditions, made in 0.8 s:

            200x200: JPEG, 200 x 150 pixels, 5.1 kB
            https://pictures.example.com/photos/%E6%97%85%E8%A1%8C.jpg/200x200.jpg?v=5a5a5a5a
            https://ap-northeast-1.console.aws.amazon.com/s3/object/out?region=ap-northeast-1&prefix=photos/%E6%97%85%E8%A1%8C.jpg/200x200.jpg

            800x800: JPEG, 800 x 600 pixels, 62.7 kB
            https://pictures.example.com/photos/%E6%97%85%E8%A1%8C.jpg/800x800.jpg?v=5a5a5a5a
            https://ap-northeast-1.console.aws.amazon.com/s3/object/out?region=ap-northeast-1&prefix=photos/%E6%97%85%E8%A1%8C.jpg/800x800.jpg
            """);
    }

    @Test
    void aPictureInJapanese() {
        assertThat(one(Language.JA, ONE)).isEqualTo("""
            Subject: Resized: photos/_.jpg (JPEG 4000x3000, 228173)

            旅行.jpg を縮小しました。

            アップロード: s3://in/photos/旅行.jpg
            JPEG、4,000 × 3,000 ピクセル、3.2 MB
            https://ap-northeast-1.console.aws.amazon.com/s3/object/in?region=ap-northeast-1&prefix=photos/%E6%97%85%E8%A1%8C.jpg

            縮小画像 (0.8 秒で作成):

            200x200: JPEG、200 × 150 ピクセル、5.1 kB
            https://pictures.example.com/photos/%E6%97%85%E8%A1%8C.jpg/200x200.jpg?v=5a5a5a5a
            https://ap-northeast-1.console.aws.amazon.com/s3/object/out?region=ap-northeast-1&prefix=photos/%E6%97%85%E8%A1%8C.jpg/200x200.jpg

            800x800: JPEG、800 × 600 ピクセル、62.7 kB
            https://pictures.example.com/photos/%E6%97%85%E8%A1%8C.jpg/800x800.jpg?v=5a5a5a5a
            https://ap-northeast-1.console.aws.amazon.com/s3/object/out?region=ap-northeast-1&prefix=photos/%E6%97%85%E8%A1%8C.jpg/800x800.jpg
            """);
    }

    @Test
    void aRejectionInEnglish() {
        assertThat(one(Language.EN, REJECTED)).isEqualTo("""
            Subject: Rejected: photos/map.png

            map.png was rejected. No rendition was made, and the upload was left unchanged.

            The picture has 30,000 x 20,000 pixels; this function accepts at most 100,000,000. Make it smaller, or raise MaxPixels.

            Upload: s3://in/photos/map.png
            3.2 MB
            https://ap-northeast-1.console.aws.amazon.com/s3/object/in?region=ap-northeast-1&prefix=photos/map.png
            """);
    }

    @Test
    void aRejectionInJapanese() {
        assertThat(one(Language.JA, REJECTED)).isEqualTo("""
            Subject: Rejected: photos/map.png

            map.png は縮小できませんでした。縮小画像は作成されていません。アップロードされたファイルはそのまま残っています。

            画像の大きさは 30,000 × 20,000 ピクセルです。受け付けられるのは合計 100,000,000 ピクセルまでです。画像を小さくするか、MaxPixels を大きくしてください。

            アップロード: s3://in/photos/map.png
            3.2 MB
            https://ap-northeast-1.console.aws.amazon.com/s3/object/in?region=ap-northeast-1&prefix=photos/map.png
            """);
    }

    @Test
    void aBatchInEnglish() {
        assertThat(batch(Language.EN, BATCH)).isEqualTo("""
            Subject: 5 pictures: 3 resized, 1 partly resized, 1 rejected

            5 pictures were processed: 3 resized, 1 partly resized, 1 rejected.

            Resized uploads in total: 48.0 megapixels, 12.8 MB.
            Renditions in total: 8 files, 2.0 megapixels, 271.2 kB.
            Saved: 12.5 MB, 97%.

            First by name: photos/a.jpg
            Last by name: photos/旅行.jpg

            The renditions are in the bucket out:
            https://pictures.example.com/
            https://ap-northeast-1.console.aws.amazon.com/s3/buckets/out?region=ap-northeast-1

            Dashboard: https://dashboard.example.com/

            What could not be resized, or only in part:

            photos/map.png was rejected.
            The picture has 30,000 x 20,000 pixels; this function accepts at most 100,000,000. Make it smaller, or raise MaxPixels.

            photos/tower.jpg was partly resized.
            1200x as WebP is missing. It would have 1,200 x 24,000 pixels, and WebP allows at most 16,383 on a side.
            … and 1 more.
            """);
    }

    @Test
    void aBatchInJapanese() {
        assertThat(batch(Language.JA, BATCH)).isEqualTo("""
            Subject: 5 pictures: 3 resized, 1 partly resized, 1 rejected

            5 件の画像を処理しました(縮小 3 件、一部のみ縮小 1 件、縮小不可 1 件)。

            縮小した元の画像の合計: 48.0 メガピクセル、12.8 MB
            縮小画像の合計: 8 個、2.0 メガピクセル、271.2 kB
            削減できた容量: 12.5 MB (97%)

            名前順で最初: photos/a.jpg
            名前順で最後: photos/旅行.jpg

            縮小画像はバケット out にあります:
            https://pictures.example.com/
            https://ap-northeast-1.console.aws.amazon.com/s3/buckets/out?region=ap-northeast-1

            ダッシュボード: https://dashboard.example.com/

            縮小できなかった画像と、一部しか縮小できなかった画像:

            photos/map.png は縮小できませんでした。
            画像の大きさは 30,000 × 20,000 ピクセルです。受け付けられるのは合計 100,000,000 ピクセルまでです。画像を小さくするか、MaxPixels を大きくしてください。

            photos/tower.jpg は一部だけ縮小しました。
            1200x (WebP) は作成できませんでした。1,200 × 24,000 ピクセルになりますが、WebP 画像の一辺は 16,383 ピクセルまでです。
            …ほか 1 件あります。
            """);
    }

    @Test
    void aPartlyResizedPictureListsEverythingThatIsMissing() {
        assertThat(one(Language.EN, PARTIAL))
                .startsWith(
                        "Subject: Partly resized: photos/tower.jpg\n\ntower.jpg was resized, but not every rendition")
                .endsWith("""

                    1200x as WebP is missing. It would have 1,200 x 24,000 pixels, and WebP allows at most 16,383 on a side.

                    1200x as AVIF is missing. It would have 1,200 x 24,000 pixels, and AVIF allows at most 16,384 on a side.
                    """);
    }

    @Test
    void aThousandPicturesAreOneMailWhoseTotalsAddUp() {
        List<Final> outcomes = Stream.of(
                        IntStream.range(0, 900).mapToObj(i -> resized("%03d.jpg".formatted(i), List.of())),
                        IntStream.range(0, 30)
                                .mapToObj(i -> resized(
                                        "partial-" + i,
                                        List.of(new Missing("x", PictureFormat.WEBP, tooLong("WebP", 16_383))))),
                        IntStream.range(0, 70).mapToObj(i ->
                                (Final) new Rejected(upload("\u0001\u202e".repeat(500) + i), TOO_MANY_PIXELS)))
                .flatMap(outcome -> outcome)
                .toList();

        String mail = batch(Language.EN, outcomes);

        assertThat(mail)
                .contains("1,000 pictures were processed: 900 resized, 30 partly resized, 70 rejected.\n")
                .contains("Resized uploads in total: 11,160.0 megapixels, 3.0 GB.\n")
                .contains("Renditions in total: 1,860 files, 474.3 megapixels, 63.1 MB.\n");
        long listed = mail.lines()
                .filter(line -> line.endsWith(" was rejected.") || line.endsWith(" was partly resized."))
                .count();
        assertThat(listed).isBetween(5L, 50L);
        assertThat(mail).endsWith("… and " + (100 - listed) + " more.\n").doesNotContain("\u0001", "\u202e");
        assertThat(MailBody.sizeInJson(mail)).isLessThan(MailBody.LONGEST + 1_000);
    }

    @Test
    void fiftyProblemsAreListed() {
        List<Final> outcomes = IntStream.range(0, 70)
                .mapToObj(i -> (Final) new Rejected(upload("%02d.jpg".formatted(i)), TOO_MANY_PIXELS))
                .toList();

        assertThat(batch(Language.EN, outcomes))
                .contains("\n49.jpg was rejected.\n")
                .doesNotContain("\n50.jpg was rejected.\n", "Renditions", "bucket")
                .endsWith("… and 20 more.\n");
    }

    @Test
    void renditionsThatAreLargerThanTheirUploadsAreNotCalledASaving() {
        Final outcome = new Resized(
                new Upload("in", "a.gif", "v1", "e", "0a", 1_000),
                PictureFormat.GIF,
                new Size(20, 10),
                List.of(rendition("a.gif", 20, 10, 1_500)),
                List.of(),
                "libvips",
                Duration.ofMillis(8));

        assertThat(batch(Language.EN, List.of(outcome, REJECTED)))
                .contains("Resized uploads in total: 200 pixels, 1.0 kB.\n")
                .contains("The renditions are 500 bytes larger than the uploads.\n");
    }

    private static String one(Language language, Final outcome) {
        return shown(new PictureMail(language, LINKS).of(announced(outcome)));
    }

    private static String batch(Language language, List<Final> outcomes) {
        return shown(new BatchMail(language, LINKS, "out", "https://dashboard.example.com/")
                .of(outcomes.stream().map(MailTextTest::announced).toList()));
    }

    private static String shown(Mail mail) {
        return "Subject: " + mail.subject() + "\n\n" + mail.text();
    }

    private static Announcement announced(Final outcome) {
        return new Announcement(outcome, "5e77", Origin.UPLOAD, 0);
    }

    private static Reason tooLong(String format, int longest) {
        return Reason.of(ReasonCode.RENDITION_TOO_LONG, 1_200, 24_000, format, longest);
    }

    private static Final resized(String key, List<Missing> missing) {
        return new Resized(
                upload(key),
                PictureFormat.JPEG,
                new Size(4000, 3000),
                List.of(rendition(key, 200, 150, 5_100), rendition(key, 800, 600, 62_700)),
                missing,
                "libvips",
                Duration.ofMillis(840));
    }

    private static StoredRendition rendition(String key, int width, int height, long bytes) {
        String name = width + "x" + width;
        String renditionKey = key + "/" + name + ".jpg";
        return new StoredRendition(
                name,
                "out",
                renditionKey,
                PictureFormat.JPEG,
                new Size(width, height),
                bytes,
                "ab",
                "e",
                "https://pictures.example.com/" + WebAddress.path(renditionKey) + "?v=5a5a5a5a");
    }

    private static Upload upload(String key) {
        return new Upload("in", key, "v1", "e", "0a", 3_200_000);
    }
}
