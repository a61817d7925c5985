package imageresizer.local.template;

import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Fields;
import imageresizer.local.template.Value.Items;
import imageresizer.local.template.Value.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The section Parameters with the values in force, and the pseudo parameters. */
final class Parameters implements Names {
    private static final Set<String> UNDERSTOOD = Set.of(
            "Type",
            "Default",
            "Description",
            "AllowedPattern",
            "AllowedValues",
            "ConstraintDescription",
            "MinLength",
            "MaxLength",
            "MinValue",
            "MaxValue");

    private final SequencedMap<String, ParameterDefinition> parameters = new LinkedHashMap<>();
    private final PseudoParameters pseudo;

    Parameters(MapOf section, ParameterInterface presentation, Map<String, String> overrides, PseudoParameters pseudo)
            throws TemplateException {
        this.pseudo = pseudo;
        Set<String> names = section.fields().keySet();
        for (String name : overrides.keySet()) {
            if (!names.contains(name)) {
                throw new TemplateException("The template %s has no parameter %s; it has %s."
                        .formatted(
                                section.at().file(),
                                TemplateException.quote(name),
                                names.isEmpty() ? "none" : String.join(", ", names)));
            }
        }
        for (var entry : section.fields().entrySet()) {
            String name = entry.getKey();
            if (!(entry.getValue().literal() instanceof Fields fields)) {
                throw entry.getValue().at().error("the parameter %s must be a map.".formatted(name));
            }
            Properties properties = new Properties("parameter " + name, fields, UNDERSTOOD, Set.of());
            parameters.put(name, definition(name, presentation, properties, overrides.get(name)));
        }
    }

    private static ParameterDefinition definition(
            String name, ParameterInterface presentation, Properties properties, @Nullable String override)
            throws TemplateException {
        String type = properties.oneOf("Type", Set.of("String", "Number", "CommaDelimitedList"));
        String defaultValue = properties.optionalText("Default");
        String value = override != null ? override : defaultValue;
        if (value == null) {
            throw properties.at().error("the parameter %s has no default; give it a value.".formatted(name));
        }
        ParameterDefinition parameter = new ParameterDefinition(
                name,
                presentation.label(name),
                presentation.group(name),
                type,
                properties.optionalText("Description"),
                defaultValue,
                value,
                properties.texts("AllowedValues"));
        String violation = new ParameterConstraints(properties).violation(parameter);
        if (violation != null) {
            String sentence =
                    "the parameter %s is %s, but %s".formatted(name, TemplateException.quote(value), violation);
            throw override != null
                    ? new TemplateException("T" + sentence.substring(1))
                    : properties.at().error(sentence);
        }
        return parameter;
    }

    List<ParameterDefinition> definitions() {
        return List.copyOf(parameters.values());
    }

    boolean defines(String name) {
        return name.startsWith("AWS::") || parameters.containsKey(name);
    }

    @Override
    public @Nullable Value ref(String name, Location at) throws TemplateException {
        ParameterDefinition parameter = parameters.get(name);
        if (parameter != null) {
            return parameter.type().equals("CommaDelimitedList")
                    ? list(parameter.value(), at)
                    : new Text(at, parameter.value());
        }
        return switch (name) {
            case "AWS::NoValue" -> null;
            case "AWS::Region" -> new Text(at, pseudo.region());
            case "AWS::AccountId" -> new Text(at, pseudo.accountId());
            case "AWS::StackName" -> new Text(at, pseudo.stackName());
            case "AWS::StackId" -> new Text(at, pseudo.stackId());
            case "AWS::Partition" -> new Text(at, pseudo.partition());
            case "AWS::URLSuffix" -> new Text(at, pseudo.urlSuffix());
            default -> throw at.error("there is no parameter %s.".formatted(name));
        };
    }

    @Override
    public Value attribute(String logicalId, String attribute, Location at) throws TemplateException {
        throw at.error("conditions and rules know no resources, so no %s.%s.".formatted(logicalId, attribute));
    }

    private static Items list(String value, Location at) {
        List<Value> items = new ArrayList<>();
        members(value).forEach(item -> items.add(new Text(at, item)));
        return new Items(at, items);
    }

    /** The members of a CommaDelimitedList, which CloudFormation trims. */
    static List<String> members(String value) {
        return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
    }
}
