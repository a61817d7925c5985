package imageresizer.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import org.junit.jupiter.api.Test;

class RenditionKeyTest {

    private static final RenditionSpec SPEC = new RenditionSpec("200x200", new Size(200, 200), PictureFormat.JPEG, 80);

    @Test
    void theUploadsWholeKeyIsTheFolder() {
        assertThat(RenditionKey.of("trip/cat.png", SPEC)).isEqualTo("trip/cat.png/200x200.jpg");
    }

    @Test
    void aKeyTooLongToBeAFolderIsShortenedButStaysUnique() {
        String longest = "旅".repeat(341);
        String almost = "旅".repeat(340) + "行";

        String key = RenditionKey.of(longest, SPEC);

        assertThat(key.getBytes(UTF_8)).hasSizeBetween(1022, 1024);
        assertThat(key).startsWith("旅旅旅").endsWith("/200x200.jpg").isNotEqualTo(RenditionKey.of(almost, SPEC));
    }
}
