package imageresizer.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport.Stage;
import imageresizer.local.api.UploadView;
import imageresizer.local.faults.Faults;
import imageresizer.local.gateway.LocalServices;
import imageresizer.local.gateway.LoopbackServer;
import imageresizer.local.mail.Mailbox;
import imageresizer.local.mail.OutgoingMail;
import imageresizer.local.mail.SmtpSender;
import imageresizer.local.s3.ObjectPage;
import imageresizer.local.template.ParameterDefinition;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page's real server, S3 and mailbox, without a function: its uploads and mails are what a test puts there. */
final class FilledPage implements AutoCloseable, StackControls {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String OUTPUT = "output";
    private static final long BEGIN = 1_800_000_000_000L;

    private final LocalServices aws = new LocalServices();
    private final LoopbackServer server = LoopbackServer.bind("The web page", 0);
    private final ChangeFeed feed = new ChangeFeed();
    private final UploadList uploads = new UploadList(feed);
    private final Faults faults = new Faults();
    private final PageServer page;
    private volatile SubscriptionView.Status subscription = SubscriptionView.Status.CONFIRMED;

    /** @param folder for a picture that is the thumbnail of each upload */
    FilledPage(Path folder) throws IOException {
        aws.server().allowOrigin(server.uri().toString());
        aws.s3().createBucket("input", false);
        aws.s3().createBucket(OUTPUT, false);
        Path thumbnail = DrawnPictures.draw(60, 40, 0.55f, folder.resolve("thumbnail.png"));
        try (var s3 = aws.s3Client()) {
            s3.putObject(put -> put.bucket(OUTPUT).key("thumbnail.png"), thumbnail);
        }
        MailArchive mails = new MailArchive(feed, aws.mailbox()::delete);
        aws.mailbox().listen(mails);
        page = PageServer.start(server, aws.uri(), this, feed, uploads, mails);
    }

    URI uri() {
        return server.uri();
    }

    Mailbox mailbox() {
        return aws.mailbox();
    }

    void subscriptionIs(SubscriptionView.Status status) {
        subscription = status;
    }

    void mail(String subject, String text) throws MessagingException {
        new SmtpSender("127.0.0.1", aws.mailbox().smtpPort())
                .send(new OutgoingMail(
                        "Image Resizer", "no-reply@example.com", "you@example.com", subject, text, Map.of()));
    }

    /** An upload of today's stack: every hundredth is rejected, the others are resized. */
    void ended(long number) {
        boolean isRejected = number % 100 == 0;
        String manifest = isRejected
                ? "{\"outcome\":\"REJECTED\",\"reason\":\"The file is not a picture.\",\"renditions\":[]}"
                : """
                {"outcome":"RESIZED","engine":"libvips","picture":{"format":"JPEG","width":4000,"height":3000},
                 "source":{"bytes":3100000},"renditions":[
                 {"name":"200x200","bucket":"output","key":"thumbnail.png","width":60,"height":40,"bytes":6100,
                  "contentType":"image/png","eTag":"1"},
                 {"name":"800x800","bucket":"output","key":"thumbnail.png","width":600,"height":400,"bytes":61000,
                  "contentType":"image/png","eTag":"1"}]}\
                """;
        put(number, Stage.DONE, manifest);
    }

    void waiting(long number) {
        put(number, Stage.WAITING, null);
    }

    private void put(long number, Stage stage, @Nullable String manifest) {
        long uploaded = BEGIN + number * 10;
        Long published = manifest == null ? null : uploaded + 900;
        uploads.put(new UploadView(
                number,
                "input",
                "holiday/DSC%05d.jpg".formatted(number),
                "v" + number,
                3_100_000L,
                stage,
                new UploadView.Times(uploaded, uploaded + 5, published == null ? null : uploaded + 9, published, null),
                manifest == null ? 0 : 1,
                null,
                null,
                manifest == null ? null : parsed(manifest),
                0,
                0,
                null,
                List.of(),
                null));
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public StackReport report() {
        return new StackReport(
                "/checkout",
                server.uri(),
                aws.uri(),
                aws.mailbox().smtpPort(),
                aws.mailbox().imapPort(),
                "input",
                OUTPUT,
                "arn:aws:sns:us-east-1:000000000000:topic",
                "function",
                List.of(".jpg"),
                false);
    }

    @Override
    public Path sample() {
        return Path.of("no-sample.jpg");
    }

    @Override
    public List<DeadLetterReport> deadLetters() {
        return List.of();
    }

    @Override
    public int redrive() {
        return 0;
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public List<SubscriptionView> subscriptions() {
        return List.of(new SubscriptionView("arn", "you@example.com", "topic", subscription));
    }

    @Override
    public void confirm(String subscriptionArn) {
        if (subscriptionArn.equals("arn")) {
            subscription = SubscriptionView.Status.CONFIRMED;
        }
    }

    @Override
    public ObjectPage objects(String bucket, String prefix, @Nullable String after, int most) {
        return aws.s3().list(bucket, prefix, after, most);
    }

    @Override
    public void removeObject(String bucket, String key) {
        aws.s3().remove(bucket, key);
    }

    @Override
    public boolean resizeAgain(String key) {
        return false;
    }

    @Override
    public List<ParameterDefinition> settings() {
        return List.of();
    }

    @Override
    public List<PlannedRendition> plan(Map<String, String> values, String key, int width, int height) {
        return List.of();
    }

    @Override
    public void changeSettings(Map<String, String> values) {}

    @Override
    public void close() {
        page.close();
        aws.close();
    }
}
