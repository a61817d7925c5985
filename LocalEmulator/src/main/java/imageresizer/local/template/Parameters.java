package imageresizer.local.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the section Parameters, and checks the values in force. */
final class Parameters {
    private static final Set<String> KNOWN = Set.of(
            "Type",
            "Default",
            "Description",
            "AllowedPattern",
            "AllowedValues",
            "ConstraintDescription",
            "MinValue",
            "MaxValue");

    private final Map<String, Properties> written;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> groups = new HashMap<>();

    Parameters(Properties template) throws TemplateException {
        written = template.named("Parameters", "parameter %s", KNOWN);
        String key = "AWS::CloudFormation::Interface"; // how consoles present the parameters
        // The other one only concerns who publishes the template in the Serverless Application Repository.
        Properties presentation = template.part("Metadata", Set.of(key, "AWS::ServerlessRepo::Application"))
                .part(key, Set.of("ParameterGroups", "ParameterLabels"));
        for (var label : presentation
                .named("ParameterLabels", "label of %s", Set.of("default"))
                .entrySet()) {
            labels.put(label.getKey(), label.getValue().text("default"));
        }
        for (Properties group : presentation.parts("ParameterGroups", Set.of("Label", "Parameters"))) {
            String title = group.part("Label", Set.of("default")).text("default");
            group.texts("Parameters").forEach(name -> groups.put(name, title));
        }
    }

    /** @param overrides values by name; the other parameters have their default */
    List<ParameterDefinition> definitions(Map<String, String> overrides) throws TemplateException {
        for (String name : overrides.keySet()) {
            if (!written.containsKey(name)) {
                throw new TemplateException("The template has no parameter %s; it has %s."
                        .formatted(
                                TemplateException.quote(name),
                                written.isEmpty() ? "none" : String.join(", ", written.keySet())));
            }
        }
        List<ParameterDefinition> definitions = new ArrayList<>();
        for (var entry : written.entrySet()) {
            definitions.add(definition(entry.getKey(), entry.getValue(), overrides.get(entry.getKey())));
        }
        return definitions;
    }

    private ParameterDefinition definition(String name, Properties properties, @Nullable String override)
            throws TemplateException {
        String defaultValue = properties.optionalText("Default");
        String value = override != null ? override : defaultValue;
        if (value == null) {
            throw properties.at().error("the parameter %s has no default; give it a value.".formatted(name));
        }
        ParameterDefinition parameter = new ParameterDefinition(
                name,
                labels.getOrDefault(name, name),
                groups.getOrDefault(name, ""),
                properties.oneOf("Type", Set.of("String", "Number")),
                properties.optionalText("Description"),
                defaultValue,
                value,
                properties.texts("AllowedValues"));
        String violation = violation(parameter, properties);
        if (violation != null) {
            String description = properties.optionalText("ConstraintDescription");
            String sentence = "the parameter %s is %s, but %s"
                    .formatted(name, TemplateException.quote(value), description == null ? violation : description);
            throw override != null
                    ? new TemplateException("T" + sentence.substring(1))
                    : properties.at().error(sentence);
        }
        return parameter;
    }

    /** Null if the value is allowed, else the rest of a sentence that begins "the parameter X is …, but". */
    private static @Nullable String violation(ParameterDefinition parameter, Properties properties)
            throws TemplateException {
        BigDecimal minimum = properties.optionalNumber("MinValue");
        BigDecimal maximum = properties.optionalNumber("MaxValue");
        Pattern pattern = pattern(properties);
        if (parameter.type().equals("Number") && !isWithin(minimum, maximum, parameter.value())) {
            return "must be a number"
                    + (minimum == null ? "" : " from " + minimum.toPlainString())
                    + (maximum == null ? "" : " to " + maximum.toPlainString())
                    + ".";
        }
        if (!parameter.allowedValues().isEmpty() && !parameter.allowedValues().contains(parameter.value())) {
            return "must be one of " + String.join(", ", parameter.allowedValues()) + ".";
        }
        if (pattern != null && !pattern.matcher(parameter.value()).matches()) {
            return "must match the pattern " + pattern + ".";
        }
        return null;
    }

    private static @Nullable Pattern pattern(Properties properties) throws TemplateException {
        String pattern = properties.optionalText("AllowedPattern");
        try {
            return pattern == null ? null : Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw properties.error("AllowedPattern", "is not a regular expression: %s.".formatted(e.getDescription()));
        }
    }

    private static boolean isWithin(@Nullable BigDecimal minimum, @Nullable BigDecimal maximum, String value) {
        try {
            BigDecimal number = new BigDecimal(value);
            return (minimum == null || number.compareTo(minimum) >= 0)
                    && (maximum == null || number.compareTo(maximum) <= 0);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
