package imageresizer.reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

    @ParameterizedTest
    @EnumSource
    void everyReasonIsAFinishedSentenceInEveryLanguage(ReasonCode code) {
        assertThat(code.template(Language.EN)).matches("\\A[A-Z][\\x20-\\x7e]{10,}\\.\\z");
        assertThat(code.template(Language.JA)).containsPattern("[ぁ-ん]").endsWith("。");
    }

    @ParameterizedTest
    @EnumSource
    void bothLanguagesSayAllArguments(ReasonCode code) {
        assertThat(Translated.PARAMETER
                        .matcher(code.template(Language.JA))
                        .results()
                        .map(parameter -> parameter.group(1))
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.copyOf(code.parameters()));
        assertThat(code.template(Language.EN).replaceAll("\\{[a-zA-Z]+\\}", "")).doesNotContain("{", "}");
        assertThat(code.template(Language.JA).replaceAll("\\{[a-zA-Z]+\\}", "")).doesNotContain("{", "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        EN | The picture has 30,000 x 20,000 pixels; this function accepts at most 100,000,000. Make it smaller, or raise MaxPixels.
        JA | 画像の大きさは 30,000 × 20,000 ピクセルです。受け付けられるのは合計 100,000,000 ピクセルまでです。画像を小さくするか、MaxPixels を大きくしてください。
        """)
    void numbersAreGroupedOnlyInTheSentence(Language language, String sentence) {
        Reason reason = Reason.of(ReasonCode.TOO_MANY_PIXELS, 30_000, 20_000, 100_000_000L);

        assertThat(reason.arguments()).containsExactly(30_000L, 20_000L, 100_000_000L);
        assertThat(reason.text(language)).isEqualTo(sentence);
    }

    @Test
    void anArgumentIsNeverTakenForAParameter() {
        Reason reason = Reason.of(ReasonCode.RENDITION_TOO_LONG, 1, 2, "{maxSide}$1\\", 3);

        assertThat(reason.text(Language.EN))
                .isEqualTo("It would have 1 x 2 pixels, and {maxSide}$1\\ allows at most 3 on a side.");
    }

    @Test
    void aMissingArgumentIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reason.of(ReasonCode.TOO_MANY_PIXELS, 1, 2))
                .withMessageContaining("TOO_MANY_PIXELS")
                .withMessageContaining("maxPixels");
    }
}
