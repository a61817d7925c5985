package imageresizer.reason;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in every language of the mails. Its parameters are the names in braces in the English text, in the order of
 * their first use; the Japanese text may use them in any order.
 */
public interface Translated {

    /** A parameter in a text; its group 1 is the name. */
    Pattern PARAMETER = Pattern.compile("\\{(\\w+)\\}");

    /** The text with its parameters in braces. */
    String template(Language language);

    /** The names of the parameters, in the order in which their values are given. */
    default List<String> parameters() {
        return PARAMETER
                .matcher(template(Language.EN))
                .results()
                .map(parameter -> parameter.group(1))
                .distinct()
                .toList();
    }

    /**
     * The text for people. Numbers get separators of thousands.
     *
     * @param arguments as many as there are parameters
     */
    default String text(Language language, List<?> arguments) {
        List<String> parameters = parameters();
        return PARAMETER
                .matcher(template(language))
                .replaceAll(
                        match -> Matcher.quoteReplacement(shown(arguments.get(parameters.indexOf(match.group(1))))));
    }

    private static String shown(Object argument) {
        return argument instanceof Number number ? String.format(Locale.ROOT, "%,d", number) : argument.toString();
    }
}
