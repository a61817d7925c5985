package imageresizer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

    private static final String SHA256 = "0123456789abcdef".repeat(4);

    @Test
    void foldersStayReadableAndTheContentIsPartOfTheAddress() {
        assertThat(WebAddress.of("https://img.example.com/a/", "trip/my cat+1.jpg/200x200.jpg", SHA256))
                .isEqualTo("https://img.example.com/a/trip/my%20cat%2B1.jpg/200x200.jpg?v=01234567");
    }

    @ParameterizedTest
    @ValueSource(strings = {"旅行/a b+c%2Bd 100%.jpg", "?v=1#x&y=z.jpg", "a//b/\u0001\".jpg", "~'()!*;:@=,$.jpg"})
    void aServerReadsTheKeyThatWasMeant(String key) {
        String address = WebAddress.of("https://img.example.com", key, SHA256);

        assertThat(URI.create(address).getPath()).isEqualTo("/" + key);
        assertThat(address).matches("[!-~]+").endsWith("?v=01234567");
    }
}
