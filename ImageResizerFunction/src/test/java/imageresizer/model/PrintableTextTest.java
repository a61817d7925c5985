package imageresizer.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTextTest {

    @Test
    void leavesReadableTextAlone() {
        assertThat(PrintableText.oneLine("旅行/my photo+ü (1) 🦊.jpg")).isEqualTo("旅行/my photo+ü (1) 🦊.jpg");
    }

    @Test
    void showsControlCharactersInsteadOfSendingThem() {
        assertThat(PrintableText.oneLine("a\nb\u001b[31mc\u2028d")).isEqualTo("a\\u000ab\\u001b[31mc\\u2028d");
    }

    @Test
    void showsMarksThatReverseTheReadingDirection() {
        assertThat(PrintableText.oneLine("gpj.\u202egnp")).isEqualTo("gpj.\\u202egnp");
    }
}
