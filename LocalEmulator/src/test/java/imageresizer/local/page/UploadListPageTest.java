package imageresizer.local.page;

import static imageresizer.local.page.Chromium.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** The list of the page with as many uploads as it holds, and its mailbox: a real browser and the page's real server. */
class UploadListPageTest {

    private static final int MOST_ROWS = 80;

    private static @Nullable ChromeDriver started;
    private static @Nullable FilledPage filled;
    private static long last = UploadList.MOST;

    private ChromeDriver browser;
    private FilledPage page;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        started = Chromium.start(Files.createDirectory(folder.resolve("profile")));
        filled = new FilledPage(folder);
        for (long number = 1; number <= last; number++) {
            filled.ended(number);
        }
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.quit();
        }
        if (filled != null) {
            filled.close();
        }
    }

    @BeforeEach
    void open() {
        browser = Objects.requireNonNull(started);
        page = Objects.requireNonNull(filled);
        Chromium.emulate(browser, 1280, 900, "light");
        browser.get(page.uri().toString());
        await("the rows", () -> shows(name(last)));
    }

    @AfterEach
    void nothingIsWrongInTheConsole() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .extracting(LogEntry::getMessage)
                .isEmpty();
    }

    @Test
    void tenThousandUploadsAreScrolledWithAFewRows() {
        assertThat(status()).startsWith("10,000 uploads");
        assertThat(rows()).hasSizeBetween(5, MOST_ROWS);
        assertThat((Long) script("return document.documentElement.scrollHeight"))
                .isLessThan(2_000);

        script("const box = document.getElementById('upload-box'); box.scrollTop = box.scrollHeight / 2");
        await("the middle", () -> shows(name(last - UploadList.MOST / 2)));
        assertThat(rows()).hasSizeBetween(5, MOST_ROWS);

        script("const box = document.getElementById('upload-box'); box.scrollTop = box.scrollHeight");
        await("the end", () -> shows(name(last - UploadList.MOST + 1)));
        assertThat(rows()).hasSizeBetween(5, MOST_ROWS);
    }

    @Test
    void thereIsNoWelcomeBeforeTheListHasComeOrWhileFilesAreUploaded() {
        assertThat(script("""
            return /id="welcome"[^>]* hidden>/.test(await (await fetch("/")).text());
            """)).isEqualTo(true);
        assertThat(script("""
            document.getElementById("welcome").hidden = false;
            document.getElementById("queue").hidden = false;
            return getComputedStyle(document.getElementById("welcome")).display;
            """)).isEqualTo("none");
    }

    @Test
    void theListIsSearchedAndFilteredAndACardOpens() {
        search("dsc0987");
        await("what is found", () -> status().startsWith("10 of 10,000 uploads"));
        search("");
        browser.findElement(By.cssSelector(".chip[data-state=REJECTED]")).click();
        await("the rejected ones", () -> status().startsWith("100 of 10,000 uploads"));
        await("them only", () -> rows().stream().allMatch(row -> "REJECTED".equals(row.getDomAttribute("data-state"))));
        search("DSC05000");
        await("one", () -> status().startsWith("1 of 10,000 uploads") && rows().size() == 1);

        rows().getFirst().findElement(By.tagName("button")).click();

        await(
                "the card",
                () -> browser.findElements(By.cssSelector("#card .reason")).stream()
                        .anyMatch(reason -> reason.getText().equals("The file is not a picture.")));
    }

    @Test
    void arrowsLeadThroughTheListAndEscapeBackToIt() {
        WebElement first = browser.findElement(By.cssSelector(".upload-row button[tabindex='0']"));
        first.sendKeys(Keys.END);
        await("the oldest", () -> focused().contains(name(last - UploadList.MOST + 1)));
        new Actions(browser).sendKeys(Keys.ARROW_UP).perform();
        await("the one above", () -> focused().contains(name(last - UploadList.MOST + 2)));
        assertThat(script("return document.activeElement.parentElement.ariaPosInSet"))
                .isEqualTo("9999");
        assertThat(script("return document.activeElement.parentElement.ariaSetSize"))
                .isEqualTo("10000");

        new Actions(browser).sendKeys(Keys.ENTER).perform();
        await("the card", () -> "card-title".equals(script("return document.activeElement.id")));
        new Actions(browser).sendKeys(Keys.ESCAPE).perform();

        await("the row", () -> focused().contains(name(last - UploadList.MOST + 2)));
        assertThat(browser.findElements(By.className("card"))).isEmpty();
    }

    @Test
    void whatIsReadStaysWhereItIsWhileOthersAreUploaded() {
        script("document.getElementById('upload-box').scrollTop = 52 * 100 + 26");
        String read = name(last - 102);
        await("the rows", () -> shows(read));
        Object before = place(read);

        for (int count = 0; count < 50; count++) {
            page.waiting(++last);
        }

        await(
                "the new ones",
                () -> browser.findElement(By.cssSelector(".chip[data-state=WAITING]"))
                        .getText()
                        .endsWith(" 50"));
        await("the list", () -> status().contains("50 older ones are no longer listed"));
        assertThat(place(read)).isEqualTo(before);
        for (long number = last - 49; number <= last; number++) {
            page.ended(number);
        }
        await(
                "their end",
                () -> !browser.findElement(By.cssSelector(".chip[data-state=WAITING]"))
                        .isDisplayed());
        assertThat(place(read)).isEqualTo(before);
    }

    @Test
    void mailsAreSearchedReadTogetherAndDeletedForGood() throws Exception {
        page.mail("Resized: cat.jpg", "RESIZED  cat.jpg");
        page.mail("Rejected: dog.jpg", "The file is not a picture.");
        page.mail("300 pictures resized", "RESIZED  300");
        By mails = By.cssSelector("#mail-list li:not([hidden]) button");
        await("the mails", () -> browser.findElements(mails).size() == 3);

        browser.findElement(By.id("mail-search")).sendKeys("NOT A PICTURE");
        assertThat(browser.findElements(mails))
                .singleElement()
                .satisfies(mail -> assertThat(mail.getText()).contains("Rejected: dog.jpg"));
        assertThat(browser.findElement(By.id("mail-status")).getText()).isEqualTo("1 of 3 mails");
        browser.findElement(By.id("mail-read-all")).click();
        await(
                "that all are read",
                () -> browser.findElements(By.cssSelector("#mail-list .unread")).isEmpty());

        browser.findElement(mails).click();
        browser.findElement(By.xpath("//*[@id='open-mail']//button[text()='Delete']"))
                .click();

        await("no such mail", () -> browser.findElements(mails).isEmpty());
        assertThat(browser.findElement(By.id("open-mail")).isDisplayed()).isFalse();
        assertThat(page.mailbox().mails())
                .extracting(mail -> mail.subject())
                .containsExactlyInAnyOrder("Resized: cat.jpg", "300 pictures resized");
        browser.navigate().refresh();
        await("the others", () -> browser.findElements(mails).size() == 2);
    }

    @Test
    void aSuspendedSubscriptionIsAWarningInEveryView() {
        page.subscriptionIs(SubscriptionView.Status.SUSPENDED);
        script("location.hash = 'settings'");
        await(
                "the warning",
                () -> browser.findElement(By.id("alert"))
                        .getText()
                        .contains("you@example.com gets no mail any more: SNS has suspended the subscription"));

        page.subscriptionIs(SubscriptionView.Status.CONFIRMED);

        await("its end", () -> browser.findElement(By.id("alert")).getText().isEmpty());
    }

    @Test
    void anAddressThatGetsNoMailYetIsConfirmedByAButtonInEveryView() {
        page.subscriptionIs(SubscriptionView.Status.PENDING);
        script("location.hash = 'log'");
        By confirm = By.xpath("//*[@id='subscriptions']//button[text()='Confirm']");
        await("the notice", () -> !browser.findElements(confirm).isEmpty());
        assertThat(browser.findElement(By.id("subscriptions")).getText()).contains("you@example.com gets no mail yet");

        browser.findElement(confirm).click();

        await(
                "its end",
                () -> browser.findElement(By.id("subscriptions")).getText().isEmpty());
    }

    private static String name(long number) {
        return "holiday/DSC%05d.jpg".formatted(number);
    }

    private void search(String text) {
        script("""
            const search = document.getElementById('upload-search');
            search.value = arguments[0];
            search.dispatchEvent(new Event('input'));
            """, text);
    }

    private String status() {
        return browser.findElement(By.id("upload-status")).getText();
    }

    private List<WebElement> rows() {
        return browser.findElements(By.className("upload-row"));
    }

    /** Whether an upload's row is inside the list's box. */
    private boolean shows(String name) {
        return Boolean.TRUE.equals(script("""
            const box = document.getElementById('upload-box').getBoundingClientRect();
            return [...document.querySelectorAll('.upload-row')].some(row => {
              const {top, bottom} = row.getBoundingClientRect();
              return row.querySelector('.name').textContent === arguments[0] && bottom > box.top && top < box.bottom;
            });
            """, name));
    }

    private @Nullable Object place(String name) {
        return script("""
            const row = [...document.querySelectorAll('.upload-row')]
                .find(row => row.querySelector('.name').textContent === arguments[0]);
            return row ? Math.round(row.getBoundingClientRect().top) : null;
            """, name);
    }

    /** In one step, since the list may be redrawn between two. */
    private String focused() {
        return String.valueOf(script("return document.activeElement.innerText"));
    }

    private @Nullable Object script(String script, Object... arguments) {
        return browser.executeScript(script, arguments);
    }
}
