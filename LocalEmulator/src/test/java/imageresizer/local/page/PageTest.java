package imageresizer.local.page;

import static imageresizer.local.page.Chromium.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.local.Stack;
import imageresizer.local.api.StackReport;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The page as people use it: a real browser, the real stack, and nothing between them replaced. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageTest {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    /** An attempt has 10 seconds, enough on a busy machine, and retries come after 10 and 20. */
    private static final int SPEED = 6;

    private static Path folder;
    private static @Nullable ChromeDriver started;
    private static @Nullable Stack stack;
    private static StackReport report;

    private ChromeDriver browser;

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        started = Chromium.start(Files.createDirectory(folder.resolve("profile")));
        stack = Stack.start(HOME, 0, Map.of(), (_, _) -> {}, SPEED);
        report = stack.report();
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.quit();
        }
        if (stack != null) {
            stack.close();
        }
    }

    @BeforeEach
    void open() {
        browser = Objects.requireNonNull(started);
        Chromium.emulate(browser, 1280, 900, "light");
        browser.get(report.page().toString());
        await(
                "the page to be connected",
                () -> browser.findElement(By.id("connection")).getText().equals("Live"));
    }

    @AfterEach
    void nothingIsWrongInTheConsole() {
        assertThat(complaints()).isEmpty();
    }

    @Test
    void droppedPicturesAreResizedAndATextFileIsRejectedWithItsReason() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jpg"), "This is no picture.");
        drop(
                DrawnPictures.draw(640, 480, 0.55f, folder.resolve("sea.jpg")),
                DrawnPictures.draw(300, 400, 0.05f, folder.resolve("dusk.png")),
                DrawnPictures.draw(900, 300, 0.75f, folder.resolve("night.jpeg")),
                text);

        for (String name : List.of("sea.jpg", "dusk.png", "night.jpeg")) {
            WebElement card = ended(name);
            assertThat(card.findElement(By.className("outcome")).getText()).isEqualTo("Resized");
            assertThat(card.findElement(By.cssSelector(".timeline .reached:nth-child(3)"))
                            .getText())
                    .matches("Ran\\s+[0-9.]+ m?s");
            assertThat(card.findElements(By.cssSelector(".renditions li")))
                    .isNotEmpty()
                    .allSatisfy(rendition -> assertThat(rendition.getText())
                            .contains("pixels", " bytes", "s3://" + report.outputBucket() + "/" + name + "/")
                            .containsAnyOf("libvips", "Thumbnailator"));
        }
        WebElement rejected = ended("text.jpg");
        assertThat(rejected.findElement(By.className("outcome")).getText()).isEqualTo("Rejected");
        assertThat(rejected.findElement(By.className("reason")).getText()).contains("is not a picture");
    }

    @Test
    void whatOtherProgramsUploadShowsUpAndOutlivesAReload() throws Exception {
        Path picture = DrawnPictures.draw(320, 200, 0.3f, folder.resolve("other.jpg"));
        URI object = report.endpoint().resolve("/" + report.inputBucket() + "/from/elsewhere.jpg");
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(object)
                                .PUT(BodyPublishers.ofFile(picture))
                                .build(),
                        BodyHandlers.discarding());
        ended("from/elsewhere.jpg");

        browser.navigate().refresh();

        assertThat(ended("from/elsewhere.jpg").getText()).contains("Resized", "JPEG", "320 × 200");
    }

    @Test
    void theOriginalIsComparedByKeyboard() throws IOException {
        drop(DrawnPictures.draw(1000, 700, 0.6f, folder.resolve("compared.jpg")));
        WebElement card = ended("compared.jpg");
        WebElement slider = card.findElement(By.cssSelector(".frame input"));

        slider.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT);

        assertThat(slider.getAttribute("aria-valuetext")).isEqualTo("53 % original, 47 % rendition");
        WebElement frame = card.findElement(By.className("frame"));
        assertThat(frame.getDomAttribute("style")).contains("--at: 53%");
        await(
                "both pictures",
                () -> holds(
                        "return [...arguments[0].querySelectorAll('img')].filter(img => img.naturalWidth > 0).length"
                                + " === 2",
                        frame));
        assertThat(widths(frame))
                .as("the whole rendition")
                .containsOnly(frame.getSize().getWidth());
        card.findElement(By.xpath(".//button[text()='1:1']")).click();
        assertThat(widths(frame)).as("pixels of the rendition").containsOnly(800);
        card.findElement(By.xpath(".//button[text()='Original 1:1']")).click();
        assertThat(widths(frame)).as("pixels of the original").containsOnly(1000);
        assertThat(holds(
                        "const pane = arguments[0].querySelector('.pane'); return pane.scrollWidth > pane.clientWidth",
                        frame))
                .as("it can be moved")
                .isTrue();
    }

    /** Both pictures are always at the same place. */
    private List<Integer> widths(WebElement frame) {
        return frame.findElements(By.tagName("img")).stream()
                .map(picture -> picture.getSize().getWidth())
                .toList();
    }

    @Test
    void anUploadThatIsReplacedOrRemovedSaysSoAndLeadsNowhere() throws IOException {
        Path picture = DrawnPictures.draw(300, 200, 0.45f, folder.resolve("again.jpg"));
        drop(picture);
        ended("again.jpg");
        drop(DrawnPictures.draw(320, 200, 0.15f, picture));
        By replaced = By.cssSelector(".upload-row[data-state=REPLACED]");
        await("the older one", () -> !browser.findElements(replaced).isEmpty());
        browser.findElement(replaced).findElement(By.tagName("button")).click();
        await(
                "its card",
                () -> browser.findElement(By.cssSelector("#card .reason"))
                        .getText()
                        .equals("A later upload of the same name has replaced it. Its renditions are gone, too."));
        assertThat(browser.findElements(By.cssSelector("#card .renditions li, .upload-row[data-state=REPLACED] img")))
                .isEmpty();

        browser.findElement(By.cssSelector(".upload-row[data-state=RESIZED] button"))
                .click();
        await(
                "the card of the newer one",
                () -> browser.findElement(By.cssSelector("#card .outcome"))
                        .getText()
                        .equals("Resized"));
        WebElement card = browser.findElement(By.cssSelector("#card .card"));
        view("objects");
        browser.findElement(By.xpath("//*[@id='object-buckets']/button[contains(., 'Renditions')]"))
                .click();
        browser.findElement(By.id("object-prefix")).sendKeys("again.jpg/");
        By rendition = By.xpath("//*[@id='object-list']/li[contains(., 'again.jpg/200x200.jpg')]//button[.='Delete']");
        await("the rendition", () -> !browser.findElements(rendition).isEmpty());
        browser.findElement(rendition).click();
        browser.findElement(By.xpath("//*[@id='object-list']//button[.='Delete it?']"))
                .click();
        await(
                "that one is missing",
                () -> card.findElement(By.className("reason"))
                        .getText()
                        .startsWith("1 of 2 renditions were removed or replaced by another program."));

        view("uploads");
        card.findElement(By.xpath(".//button[text()='Delete']")).click();
        card.findElement(By.xpath(".//button[text()='Really delete it?']")).click();

        await(
                "its end",
                () -> card.findElement(By.className("outcome")).getText().equals("Removed")
                        && card.findElement(By.className("reason"))
                                .getText()
                                .equals("The picture was removed. Its renditions are gone, too."));
        assertThat(card.findElements(By.cssSelector("img"))).isEmpty();
        assertThat(card.findElement(By.xpath(".//button[text()='Delete']")).isDisplayed())
                .isFalse();
    }

    /** As a person who copies it would run it. */
    @Test
    void theProgramThatIsShownUploadsAPicture() throws Exception {
        view("connect");
        button("Java (AWS SDK 2)").click();
        Path program = folder.resolve("Sample.java");
        Files.writeString(
                program, browser.findElement(By.cssSelector("#commands pre")).getText());

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.toString())
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        ended("sample.jpg");
    }

    @Test
    void whatBrowsersDoNotShowIsShownAsARendition() throws IOException {
        Path tiff = DrawnPictures.draw(300, 200, 0.8f, folder.resolve("scan.tiff"));
        drop(Files.move(tiff, folder.resolve("scan-tiff.jpg")));

        WebElement card = ended("scan-tiff.jpg");

        assertThat(card.findElement(By.tagName("figcaption")).getText()).startsWith("Browsers don't show TIFF");
        await(
                "the rendition",
                () -> holds(
                        "return arguments[0].naturalWidth === 300",
                        card.findElement(By.cssSelector(".comparison img"))));
    }

    @Test
    void theSubscriptionIsConfirmedFromTheMailboxAndMailsAreRead() throws IOException {
        if (!Objects.requireNonNull(stack).confirmationLinks().isEmpty()) {
            By open = By.xpath("//*[@id='subscriptions']//button[text()='Open the mail with the link']");
            await("the notice", () -> !browser.findElements(open).isEmpty());
            browser.findElement(open).click();
            follow(browser.findElement(By.cssSelector("#open-mail a[href*='/confirmation.html']")));
        }
        await(
                "the subscription",
                () -> browser.findElements(By.cssSelector("#subscriptions .notice"))
                        .isEmpty());
        noOutcomeWaitsForItsMail();
        drop(DrawnPictures.draw(400, 300, 0.1f, folder.resolve("mailed.jpg")));
        ended("mailed.jpg");
        By row = By.xpath("//*[@id='mail-list']//button[contains(., 'Resized: mailed.jpg')]");
        await("the mail", () -> !browser.findElements(row).isEmpty());
        assertThat(browser.findElement(row).getText()).contains("Image Resizer");
        int unread = unread();

        browser.findElement(row).click();

        await("the count of unread mails", () -> unread() == unread - 1);
        WebElement mail = browser.findElement(By.id("open-mail"));
        assertThat(mail.getText()).contains("you@example.com", "s3://" + report.inputBucket() + "/mailed.jpg");
        mail.findElement(By.tagName("button")).click();
        await(
                "the source",
                () -> mail.findElement(By.className("source")).getText().contains("Subject: Resized: mailed.jpg"));
        assertThat(mail.findElements(By.cssSelector(".body a")))
                .isNotEmpty()
                .allSatisfy(link -> assertThat(link.getDomAttribute("rel")).isEqualTo("noopener noreferrer"));
    }

    @Test
    void aDeadLetterIsSentAgainOnceTheFaultIsGone() throws IOException {
        view("faults");
        button("SNS is down").click();
        await(
                "the fault",
                () -> browser.findElement(By.id("fault-form")).getText().contains("On. So far"));
        view("settings");
        assertThat(browser.findElement(By.id("fault-alert")).getText())
                .startsWith("Faults are active: requests to SNS fail.");
        drop(DrawnPictures.draw(200, 200, 0.9f, folder.resolve("late.jpg")));
        WebElement card = ended("late.jpg");
        assertThat(card.getText()).contains("Failed", "It is among the dead letters");
        view("log");
        browser.findElement(By.id("log-errors")).click();
        await("the errors", () -> !shown(By.cssSelector("#log-lines .error")).isEmpty());
        assertThat(shown(By.cssSelector("#log-lines li:not(.error)"))).isEmpty();
        view("faults");
        button("End all faults").click();
        await(
                "no fault",
                () -> browser.findElement(By.id("fault-form")).getText().contains("No faults are active"));
        assertThat(browser.findElement(By.id("fault-alert")).getText()).isEmpty();

        view("dead-letters");
        await(
                "the letter",
                () -> browser.findElement(By.id("dead-letter-list")).getText().contains("/late.jpg"));
        button("Send all again").click();

        await(
                "the picture",
                () -> card.findElement(By.className("outcome")).getText().equals("Resized"));
        await("no letter", () -> browser.findElement(By.id("no-dead-letters")).isDisplayed());
    }

    @Test
    void otherSettingsMakeOtherRenditions() throws IOException {
        drop(DrawnPictures.draw(500, 250, 0.4f, folder.resolve("set.jpg")));
        ended("set.jpg");
        view("settings");
        set("Sizes", "tiny=64x64,wide=900x");
        set("Formats", "webp");
        List<WebElement> rows = browser.findElements(By.cssSelector(".size-rows li"));
        assertThat(rows).hasSize(2);
        rows.get(1).findElement(By.tagName("button")).click();
        assertThat(browser.findElement(By.name("Sizes")).getDomProperty("value"))
                .isEqualTo("tiny=64x64");
        WebElement width = browser.findElement(By.cssSelector(".size-rows input"));
        width.clear();
        width.sendKeys("72");
        await(
                "the preview",
                () -> browser.findElement(By.className("preview"))
                        .getText()
                        .contains("72 × 54 pixels trip/cat.jpg/tiny.webp"));
        button("Restart with these").click();
        await(
                "the restart",
                () -> browser.findElement(By.id("settings-form")).getText().contains("In force."));

        WebElement card = ended("set.jpg");
        assertThat(card.findElements(By.cssSelector(".renditions li"))).hasSize(2);
        WebElement again = card.findElement(By.xpath(".//button[text()=\"Resize again with today's settings\"]"));
        again.click();

        await(
                "the new rendition",
                () -> card.findElements(By.cssSelector(".renditions li")).size() == 1);
        assertThat(card.findElement(By.cssSelector(".renditions li")).getText()).contains("tiny", "72 × 36 pixels");
        again.click();
        await("that nothing is to be done", () -> card.getText().contains("The last event changed nothing: "));
    }

    @Test
    void aSettingThatIsNotAllowedIsRefusedInOneSentence() {
        view("settings");
        set("Quality", "101");
        button("Restart with these").click();

        await(
                "the refusal",
                () -> browser.findElement(By.id("settings-form"))
                        .getText()
                        .contains(
                                "The parameter Quality is \"101\", but must be a whole number from 1 to 100, or such as"
                                        + " 80,avif=60."));
        assertThat(browser.switchTo().activeElement().getDomAttribute("name")).isEqualTo("Quality");
        assertThat(complaints())
                .singleElement()
                .satisfies(complaint -> assertThat(complaint).contains("422"));
    }

    @ParameterizedTest
    @CsvSource({"360, 780, light", "360, 780, dark", "1280, 900, light", "1280, 900, dark"})
    void nothingKeepsAnybodyFromUsingIt(int width, int height, String colours) throws IOException {
        Chromium.emulate(browser, width, height, colours);
        drop(DrawnPictures.draw(320, 240, 0.2f, folder.resolve("seen-" + width + colours + ".jpg")));
        ended("seen-" + width + colours + ".jpg");
        script(axe());
        for (String view :
                List.of("uploads", "mail", "objects", "log", "dead-letters", "faults", "settings", "connect")) {
            view(view);
            assertThat(holds("""
                return [...document.querySelectorAll('nav a')].every(link => {
                  const {left, right, height} = link.getBoundingClientRect();
                  return left >= 0 && right <= innerWidth && height > 0
                      && (link.hash === '#' + arguments[0]) === (link.ariaCurrent === 'page');
                });
                """, view))
                    .as("every part can be reached from " + view + ", which is marked")
                    .isTrue();
            assertThat(violations(view, colours)).as(view).isEmpty();
            assertThat(holds("return document.documentElement.scrollWidth <= innerWidth"))
                    .as(view + " fits into the width")
                    .isTrue();
        }
    }

    @Test
    @Order(Integer.MAX_VALUE) // The other tests have less to look through without them.
    void twoHundredPicturesAtOnceLeaveThePageAlive() throws IOException {
        List<Path> pictures = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            pictures.add(DrawnPictures.draw(64, 64, number / 200f, folder.resolve("many-%03d.jpg".formatted(number))));
        }
        drop(pictures.toArray(Path[]::new));
        await(
                "the first uploads",
                () -> browser.findElements(By.className("upload-row")).size() > 10);

        view("connect");
        assertThat(browser.findElement(By.id("commands")).isDisplayed()).isTrue();
        view("uploads");
        browser.findElement(By.id("upload-search")).sendKeys("MANY-");
        browser.findElement(By.cssSelector(".chip[data-state=RESIZED]")).sendKeys(Keys.ENTER);
        await(
                "the end of each",
                () -> browser.findElement(By.id("upload-status")).getText().startsWith("200 of "));
        assertThat(browser.findElement(By.id("queue")).isDisplayed()).isFalse();
    }

    @Test
    void aHostileNameIsShownAndNotObeyed() throws IOException {
        String name = "<img src=x onerror=document.title='hacked'>.jpg";
        drop(DrawnPictures.draw(100, 100, 0.5f, folder.resolve(name)));

        WebElement card = ended(name);

        assertThat(card.findElement(By.tagName("h3")).getText()).isEqualTo(name);
        assertThat(browser.getTitle()).isEqualTo("Image Resizer");
    }

    @Test
    void anUploadedPageCanNotRunAScript() throws Exception {
        URI object = report.endpoint().resolve("/" + report.inputBucket() + "/evil.html");
        String evil = "<!DOCTYPE html><title>harmless</title><script>document.title = 'hacked'</script>";
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(object)
                                .header("Content-Type", "text/html")
                                .PUT(BodyPublishers.ofString(evil, UTF_8))
                                .build(),
                        BodyHandlers.discarding());
        assertThat(ended("evil.html").getText()).contains("Ignored");

        browser.get(object.toString());

        assertThat(browser.getTitle()).isEqualTo("harmless");
        assertThat(complaints())
                .singleElement()
                .satisfies(complaint -> assertThat(complaint).contains("sandboxed"));
    }

    @Test
    void theEndpointLeadsABrowserToThePage() {
        browser.get(report.endpoint().toString());

        assertThat(browser.getCurrentUrl()).startsWith(report.page().toString());
    }

    @Test
    @EnabledIfSystemProperty(named = "screenshot", matches = "write")
    void theScreenshotOfTheReadmeIsTaken() throws Exception {
        try (Stack fresh = Stack.start(HOME, 0, Map.of(), (_, _) -> {})) {
            browser.get(fresh.report().page().toString());
            await(
                    "the mail",
                    () -> !browser.findElements(By.cssSelector("#mail-list button"))
                            .isEmpty());
            browser.findElement(By.cssSelector("#subscriptions button")).click();
            drop(
                    DrawnPictures.draw(1200, 800, 0.6f, folder.resolve("harbour.png")),
                    Files.writeString(folder.resolve("scan.jpg"), "?"));
            ended("scan.jpg");
            ended("harbour.png");
            await(
                    "the mail about both",
                    () -> browser.findElements(By.cssSelector("#mail-list button"))
                                    .size()
                            > 1);
            script("scrollTo(0, 0)");
            browser.findElement(By.id("sample")).click();
            ended("sample.jpg");
            By mail = By.xpath("//*[@id='mail-list']//button[contains(., 'sample.jpg')]");
            await("the mail", () -> !browser.findElements(mail).isEmpty());
            browser.findElement(mail).click();
            Chromium.emulate(browser, 1160, 940, "light");
            await(
                    "the pictures",
                    () -> holds(
                            "return [...document.querySelectorAll('.card img, .mini img')].every(img => img.complete &&"
                                    + " img.naturalWidth > 0)"));
            script("document.activeElement.blur(); scrollTo(0, 0)");
            saveSmall(browser.getScreenshotAs(OutputType.BYTES), HOME.resolve("docs/page.png"));
            browser.get(report.page().toString());
        }
    }

    /** With 5 bits a colour the file has half the size, without a visible difference. */
    private static void saveSmall(byte[] screenshot, Path file) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(screenshot));
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int colour = picture.getRGB(x, y);
                picture.setRGB(x, y, (colour & 0xfff8f8f8) | ((colour >> 5) & 0x070707));
            }
        }
        ImageIO.write(picture, "png", file.toFile());
    }

    private void drop(Path... files) {
        WebElement chooser = browser.findElement(By.id("files"));
        // The chooser brings the files into the browser; the page then gets them as a drop.
        script("""
            window.dropped = new DataTransfer();
            arguments[0].addEventListener('change', event => {
              event.stopImmediatePropagation();
              for (const file of event.target.files) {
                window.dropped.items.add(file);
              }
              event.target.value = '';
            }, {capture: true, once: true});
            """, chooser);
        chooser.sendKeys(Arrays.stream(files).map(Path::toString).collect(Collectors.joining("\n")));
        script("""
            document.getElementById('drop-zone').dispatchEvent(
                new DragEvent('drop', {dataTransfer: window.dropped, bubbles: true, cancelable: true}));
            """);
    }

    /** The card of an upload, once it has ended; in the list, where it is found by its name. */
    private WebElement ended(String key) {
        WebElement search = browser.findElement(By.id("upload-search"));
        script("""
            arguments[0].value = arguments[1];
            arguments[0].dispatchEvent(new Event('input'));
            """, search, key);
        await("the end of " + key, () -> holds("""
            const row = [...document.querySelectorAll('.upload-row.ended')]
                .find(row => row.querySelector('.name').textContent === arguments[0]);
            row?.querySelector('button').click();
            return row !== undefined;
            """, key));
        await("the card of " + key, () -> holds("""
            const card = document.querySelector('#card .card.ended');
            return card?.querySelector('h3').textContent === arguments[0]
                && (card.dataset.state !== 'RESIZED' || card.querySelector('.renditions li') !== null);
            """, key));
        return browser.findElement(By.cssSelector("#card .card"));
    }

    private void follow(WebElement link) {
        String page = browser.getWindowHandle();
        link.click();
        await("the other tab", () -> browser.getWindowHandles().size() == 2);
        browser.getWindowHandles().stream()
                .filter(window -> !window.equals(page))
                .forEach(window -> {
                    browser.switchTo().window(window);
                    await("the link's page", () -> !browser.getTitle().isEmpty());
                    assertThat(browser.getTitle()).isEqualTo("Subscription confirmed!");
                    browser.close();
                });
        browser.switchTo().window(page);
    }

    /** Otherwise it would be in one mail with the next upload. */
    private static void noOutcomeWaitsForItsMail() {
        URI mails = report.endpoint().resolve("/_stack/mails?after=" + Long.MAX_VALUE);
        HttpRequest request = HttpRequest.newBuilder(mails).build();
        String answer = "";
        while (!answer.contains("\"complete\":true")) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                answer = client.send(request, BodyHandlers.ofString()).body();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void view(String view) {
        script("location.hash = arguments[0]", view);
        await("the view " + view, () -> browser.findElement(By.id(view)).isDisplayed());
    }

    private void set(String parameter, String value) {
        WebElement input = browser.findElement(By.name(parameter));
        input.clear();
        input.sendKeys(value);
    }

    private WebElement button(String text) {
        return browser.findElement(By.xpath("//button[text()='" + text + "']"));
    }

    private int unread() {
        String count = browser.findElement(By.id("mail-count")).getText();
        return count.isEmpty() ? 0 : Integer.parseInt(count.replaceAll("\\D", ""));
    }

    private List<WebElement> shown(By by) {
        return browser.findElements(by).stream().filter(WebElement::isDisplayed).toList();
    }

    private static String axe() throws IOException {
        try (InputStream script = Objects.requireNonNull(PageTest.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), UTF_8);
        }
    }

    /** What axe finds; dark differs from light in its colours only. */
    private List<Object> violations(String view, String colours) {
        Object violations = browser.executeAsyncScript(
                """
                const [view, rules, done] = arguments;
                axe.run(view, rules.length ? {runOnly: rules} : {}).then(({violations}) => done(violations.map(
                    ({help, nodes}) => help + ": " + nodes.slice(0, 3).map((node) => node.html).join(" "))));
                """,
                view.equals("uploads") ? "html" : "#" + view,
                colours.equals("dark") ? List.of("color-contrast") : List.of());
        return List.copyOf((List<?>) Objects.requireNonNull(violations));
    }

    /** What the console says since it was last asked. */
    private List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    private @Nullable Object script(String script, Object... arguments) {
        return browser.executeScript(script, arguments);
    }

    private boolean holds(String script, Object... arguments) {
        return Boolean.TRUE.equals(script(script, arguments));
    }
}
