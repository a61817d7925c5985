package imageresizer.local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterPolicyTest {
    private static final Map<String, MessageAttribute> ATTRIBUTES = Map.of(
            "outcome", new MessageAttribute("String", "REJECTED"),
            "origin", new MessageAttribute("String", "upload"),
            "size", new MessageAttribute("Number", "150"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'origin': ['upload']}                              | true",
                "{'outcome': ['REJECTED', 'PARTIAL']}                | true",
                "{'outcome': ['RESIZED']}                            | false",
                "{'outcome': ['rejected']}                           | false",
                "{'outcome': [{'prefix': 'REJ'}]}                    | true",
                "{'outcome': [{'prefix': 'rej'}]}                    | false",
                "{'outcome': ['RESIZED', {'prefix': 'R'}]}           | true",
                "{'missing': ['x']}                                  | false",
                "{'size': ['150']}                                   | false",
                "{'outcome': ['REJECTED'], 'origin': ['backfill']}   | false",
            })
    void everyNameMustHoldByOneOfItsConditions(String policy, boolean matches) {
        assertThat(parse(policy).matches(ATTRIBUTES)).isEqualTo(matches);
    }

    @Test
    void aMessageWithoutAttributesIsNotWanted() {
        assertThat(parse("{'origin': ['upload']}").matches(Map.of())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{'a': 'x'}",
                "{'a': []}",
                "{'a': [7]}",
                "{'a': {'b': ['nested']}}",
                "{'a': [{'suffix': 'x'}]}",
                "{'a': [{'anything-but': 'x'}]}",
                "{'a': [{'exists': true}]}",
                "{'a': [{'prefix': 1}]}",
                "{'a': [{'prefix': 'x', 'suffix': 'y'}]}",
            })
    void aPolicyThatIsNotUnderstoodIsRefused(String policy) {
        assertThatExceptionOfType(SnsException.class)
                .isThrownBy(() -> parse(policy))
                .withMessageStartingWith("Invalid parameter: FilterPolicy: ");
    }

    private static FilterPolicy parse(String policy) {
        return FilterPolicy.parse(policy.replace('\'', '"'));
    }
}
