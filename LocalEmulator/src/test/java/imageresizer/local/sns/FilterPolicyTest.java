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
            "size", new MessageAttribute("Number", "150.0"),
            "tags", new MessageAttribute("String.Array", "[\"cat\", \"dog\", 7]"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'outcome': ['REJECTED', 'PARTIAL']}                | true",
                "{'outcome': ['RESIZED']}                            | false",
                "{'outcome': ['rejected']}                           | false",
                "{'outcome': [{'equals-ignore-case': 'rejected'}]}   | true",
                "{'outcome': [{'prefix': 'REJ'}]}                    | true",
                "{'outcome': [{'prefix': 'rej'}]}                    | false",
                "{'outcome': [{'suffix': 'TED'}]}                    | true",
                "{'outcome': [{'anything-but': 'RESIZED'}]}          | true",
                "{'outcome': [{'anything-but': ['REJECTED', 'x']}]}  | false",
                "{'outcome': [{'anything-but': {'prefix': 'REJ'}}]}  | false",
                "{'missing': [{'anything-but': 'RESIZED'}]}          | false",
                "{'outcome': [{'exists': true}]}                     | true",
                "{'missing': [{'exists': true}]}                     | false",
                "{'missing': [{'exists': false}]}                    | true",
                "{'missing': ['x', {'exists': false}]}               | true",
                "{'size': [150]}                                     | true",
                "{'size': ['150']}                                   | false",
                "{'size': [{'numeric': ['=', 150]}]}                 | true",
                "{'size': [{'numeric': ['>', 100, '<=', 150]}]}      | true",
                "{'size': [{'numeric': ['>', 150]}]}                 | false",
                "{'size': [{'numeric': ['<', 100]}, {'numeric': ['>=', 150]}]} | true",
                "{'outcome': [{'numeric': ['>', 0]}]}                | false",
                "{'tags': ['dog']}                                   | true",
                "{'tags': [7]}                                       | true",
                "{'tags': ['bird']}                                  | false",
                "{'outcome': ['REJECTED'], 'tags': ['bird']}         | false",
            })
    void everyNameMustHoldByOneOfItsConditions(String policy, boolean matches) {
        assertThat(attributes(policy).matches(ATTRIBUTES, "")).isEqualTo(matches);
    }

    private static FilterPolicy attributes(String policy) {
        return FilterPolicy.parse(policy.replace('\'', '"'), FilterPolicy.Scope.MESSAGE_ATTRIBUTES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'source': {'bucket': ['photos']}}     | true",
                "{'source': {'bucket': ['other']}}      | false",
                "{'renditions': {'width': [200]}}       | true",
                "{'renditions': {'width': [300]}}       | false",
                "{'ok': [true]}                         | true",
                "{'error': [null]}                      | true",
                "{'nothing': {'here': ['x']}}           | false",
            })
    void theBodyIsLookedIntoWhenItsScopeSaysSo(String policy, boolean matches) {
        String body = """
            {"source": {"bucket": "photos"}, "renditions": [{"width": 200}, {"width": 800}], "ok": true, "error": null}
            """;
        var filter = FilterPolicy.parse(policy.replace('\'', '"'), FilterPolicy.Scope.MESSAGE_BODY);
        assertThat(filter.matches(Map.of(), body)).isEqualTo(matches);
    }

    @Test
    void aMessageWithoutAnyAttributeIsNeverWantedNotEvenForItsLackOfOne() {
        var filter = FilterPolicy.parse("{\"a\": [{\"exists\": false}]}", FilterPolicy.Scope.MESSAGE_ATTRIBUTES);
        assertThat(filter.matches(Map.of(), "ALARM")).isFalse();
    }

    @Test
    void aBodyThatIsNoJsonIsNeverWanted() {
        var filter = FilterPolicy.parse("{\"a\": [{\"exists\": false}]}", FilterPolicy.Scope.MESSAGE_BODY);
        assertThat(filter.matches(Map.of(), "plain text")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "[]",
                "{}",
                "{'a': 'x'}",
                "{'a': []}",
                "{'a': {'b': ['nested']}}",
                "{'a': [{'wildcard': 'x*'}]}",
                "{'a': [{'prefix': 1}]}",
                "{'a': [{'exists': 'yes'}]}",
                "{'a': [{'numeric': ['!=', 1]}]}",
                "{'a': [{'numeric': ['>', 'one']}]}",
                "{'a': [{'numeric': []}]}",
                "{'a': [{'anything-but': {'numeric': ['=', 1]}}]}",
                "{'a': [{'prefix': 'x', 'suffix': 'y'}]}",
                "{'$or': [{'a': ['x']}]}",
            })
    void aPolicyThatIsNotUnderstoodIsRefused(String policy) {
        assertThatExceptionOfType(SnsException.class)
                .isThrownBy(() -> attributes(policy))
                .withMessageStartingWith("Invalid parameter: FilterPolicy: ");
    }
}
