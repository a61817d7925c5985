package imageresizer.notification;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.reason.Language;
import imageresizer.reason.Translated;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PhraseTest {

    @ParameterizedTest
    @EnumSource
    void everyPhraseIsThereInEveryLanguageWithTheSameArguments(Phrase phrase) {
        assertThat(phrase.template(Language.EN)).isNotBlank();
        assertThat(phrase.template(Language.JA)).isNotBlank().isNotEqualTo(phrase.template(Language.EN));
        assertThat(parameters(phrase, Language.JA)).isEqualTo(parameters(phrase, Language.EN));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"RENDITION", "SEPARATOR"})
    void aJapanesePhraseIsJapanese(Phrase phrase) {
        assertThat(phrase.template(Language.JA)).containsPattern("[ぁ-んァ-ヶ一-龠]");
    }

    private static Set<String> parameters(Phrase phrase, Language language) {
        return Translated.PARAMETER
                .matcher(phrase.template(language))
                .results()
                .map(parameter -> parameter.group(1))
                .collect(Collectors.toSet());
    }
}
