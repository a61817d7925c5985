package imageresizer.local.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What the template allows as the value of a parameter. */
final class ParameterConstraints {
    private final @Nullable Pattern allowedPattern;
    private final @Nullable String description;
    private final @Nullable BigDecimal minLength;
    private final @Nullable BigDecimal maxLength;
    private final @Nullable BigDecimal minValue;
    private final @Nullable BigDecimal maxValue;

    ParameterConstraints(Properties properties) throws TemplateException {
        String pattern = properties.optionalText("AllowedPattern");
        try {
            allowedPattern = pattern == null ? null : Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw properties
                    .locationOf("AllowedPattern")
                    .error("AllowedPattern is not a regular expression: %s.".formatted(e.getDescription()));
        }
        description = properties.optionalText("ConstraintDescription");
        minLength = properties.optionalNumber("MinLength");
        maxLength = properties.optionalNumber("MaxLength");
        minValue = properties.optionalNumber("MinValue");
        maxValue = properties.optionalNumber("MaxValue");
    }

    /** Null if the value is allowed, else the rest of a sentence that begins "The parameter X is …, but". */
    @Nullable
    String violation(ParameterDefinition parameter) {
        String violation = switch (parameter.type()) {
            case "Number" -> ofNumber(parameter);
            case "CommaDelimitedList" -> ofTexts(Parameters.members(parameter.value()), parameter, "each member ");
            default -> ofTexts(List.of(parameter.value()), parameter, "");
        };
        return violation == null || description == null ? violation : description;
    }

    private @Nullable String ofNumber(ParameterDefinition parameter) {
        BigDecimal number;
        try {
            number = new BigDecimal(parameter.value());
        } catch (NumberFormatException e) {
            return "must be a number" + range(minValue, maxValue) + ".";
        }
        return outside(number, minValue, maxValue)
                ? "must be a number" + range(minValue, maxValue) + "."
                : ofTexts(List.of(parameter.value()), parameter, "");
    }

    private @Nullable String ofTexts(List<String> texts, ParameterDefinition parameter, String subject) {
        for (String text : texts) {
            if (!parameter.allowedValues().isEmpty()
                    && !parameter.allowedValues().contains(text)) {
                return subject + "must be one of " + String.join(", ", parameter.allowedValues()) + ".";
            }
            if (allowedPattern != null && !allowedPattern.matcher(text).matches()) {
                return subject + "must match the pattern " + allowedPattern + ".";
            }
            if (outside(BigDecimal.valueOf(text.length()), minLength, maxLength)) {
                return subject + "must have a length" + range(minLength, maxLength) + ".";
            }
        }
        return null;
    }

    private static boolean outside(BigDecimal number, @Nullable BigDecimal minimum, @Nullable BigDecimal maximum) {
        return (minimum != null && number.compareTo(minimum) < 0) || (maximum != null && number.compareTo(maximum) > 0);
    }

    private static String range(@Nullable BigDecimal minimum, @Nullable BigDecimal maximum) {
        return (minimum == null ? "" : " from " + minimum.toPlainString())
                + (maximum == null ? "" : " to " + maximum.toPlainString());
    }
}
