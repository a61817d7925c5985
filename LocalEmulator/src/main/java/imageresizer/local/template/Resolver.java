package imageresizer.local.template;

import imageresizer.local.template.Expression.Call;
import imageresizer.local.template.Expression.Mapping;
import imageresizer.local.template.Expression.Scalar;
import imageresizer.local.template.Expression.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the names of parameters, conditions and resources mean, and turns expressions into values with that. Only the
 * branch that {@code Fn::If} takes is looked at.
 */
final class Resolver {
    /** The name that SAM gives to the alias of a function begins with the function's name. */
    private static final String ALIAS_SUFFIX = ".Alias";

    static final String ALIAS_PROPERTY = "AutoPublishAlias";

    private final Map<String, String> parameters = new LinkedHashMap<>(PseudoParameters.VALUES);
    private final Mapping conditions;
    private final SequencedMap<String, Resource> resources = new LinkedHashMap<>();
    private final Set<String> inProgress = new HashSet<>();

    /** @param conditions may use parameters and one another, but no resources */
    Resolver(List<ParameterDefinition> parameters, Mapping conditions, List<Resource> resources)
            throws TemplateException {
        for (ParameterDefinition parameter : parameters) {
            this.parameters.put(parameter.name(), parameter.value());
        }
        this.conditions = conditions;
        for (var condition : conditions.fields().entrySet()) {
            holds(condition.getKey(), condition.getValue().at());
        }
        for (Resource resource : resources) {
            if (this.parameters.containsKey(resource.logicalId())) {
                throw resource.at().error("%s is the name of a parameter too.".formatted(resource.logicalId()));
            }
            this.resources.put(resource.logicalId(), resource);
        }
    }

    /** Those that exist under the conditions, in the order of the template. */
    List<Resource> resources() throws TemplateException {
        List<Resource> existing = new ArrayList<>();
        for (Resource resource : resources.values()) {
            if (exists(resource)) {
                existing.add(resource);
            }
        }
        return existing;
    }

    private boolean exists(Resource resource) throws TemplateException {
        Scalar condition = resource.condition();
        return condition == null || holds(condition.text(), condition.at());
    }

    /** Finds names of nothing, also in branches that are not taken. */
    void checkNames(Expression expression) throws TemplateException {
        if (expression instanceof Call call) {
            switch (call.function()) {
                case REF -> {
                    if (!parameters.containsKey(call.name(0)) && !isNoValue(call)) {
                        checkReference(call);
                    }
                }
                case GET_ATT -> attribute(declared(call), call.name(1), call.at());
                case IF -> holds(call.name(0), call.at());
                default -> {}
            }
        }
        for (Expression child : expression.children()) {
            checkNames(child);
        }
    }

    private void checkReference(Call call) throws TemplateException {
        Resource resource = declared(call);
        if (isAlias(call)) {
            alias(resource);
        } else {
            reference(resource, call.at());
        }
    }

    private static boolean isAlias(Call call) {
        return call.name(0).endsWith(ALIAS_SUFFIX);
    }

    private Resource declared(Call call) throws TemplateException {
        return declared(isAlias(call) ? call.name(0).replace(ALIAS_SUFFIX, "") : call.name(0), call.at());
    }

    /** The ARN of the alias that a function publishes. */
    String alias(Resource function) throws TemplateException {
        Expression alias = function.properties().fields().get(ALIAS_PROPERTY);
        if (!function.type().equals(ResourceType.FUNCTION) || alias == null) {
            throw function.at()
                    .error("%s publishes no alias; it needs the property %s."
                            .formatted(function.title(), ALIAS_PROPERTY));
        }
        return attribute(function, "Arn", function.at()) + ":" + text(alias);
    }

    private static boolean isNoValue(Call call) {
        return call.name(0).equals("AWS::NoValue");
    }

    /** Null if the expression is {@code AWS::NoValue}; such items and fields of lists and maps are left out. */
    @Nullable
    Expression resolve(Expression expression) throws TemplateException {
        return switch (expression) {
            case Scalar scalar -> scalar;
            case Sequence list -> {
                List<Expression> items = new ArrayList<>();
                for (Expression item : list.children()) {
                    Expression value = resolve(item);
                    if (value != null) {
                        items.add(value);
                    }
                }
                yield new Sequence(list.at(), items);
            }
            case Mapping map -> fields(map);
            case Call call -> value(call);
        };
    }

    Mapping fields(Mapping map) throws TemplateException {
        SequencedMap<String, Expression> fields = new LinkedHashMap<>();
        for (var field : map.fields().entrySet()) {
            Expression value = resolve(field.getValue());
            if (value != null) {
                fields.put(field.getKey(), value);
            }
        }
        return new Mapping(map.at(), fields);
    }

    private @Nullable Expression value(Call call) throws TemplateException {
        List<Expression> arguments = call.children();
        return switch (call.function()) {
            case REF -> isNoValue(call) ? null : new Scalar(call.at(), reference(call));
            case GET_ATT -> new Scalar(call.at(), attribute(existing(call), call.name(1), call.at()));
            case SUB -> new Scalar(call.at(), String.join("", texts(arguments)));
            case JOIN -> new Scalar(call.at(), String.join(call.name(0), texts(items(arguments.get(1)))));
            case IF -> resolve(arguments.get(holds(call.name(0), call.at()) ? 1 : 2));
            case SELECT -> select(call);
            case SPLIT -> {
                if (call.name(0).isEmpty()) {
                    throw call.at().error("the delimiter of Fn::Split must not be empty.");
                }
                List<Expression> parts = new ArrayList<>();
                for (String part : text(arguments.get(1)).split(Pattern.quote(call.name(0)), -1)) {
                    parts.add(new Scalar(call.at(), part));
                }
                yield new Sequence(call.at(), parts);
            }
            case CONDITION, EQUALS, NOT, AND ->
                throw call.at().error("a condition is not allowed here, only in Conditions.");
        };
    }

    private Expression select(Call call) throws TemplateException {
        String index = text(call.children().get(0));
        List<Expression> items = items(call.children().get(1));
        for (int i = 0; i < items.size(); i++) {
            if (index.equals(Integer.toString(i))) {
                return items.get(i);
            }
        }
        throw call.at()
                .error("Fn::Select has the index %s, but its list has %d items, counted from 0."
                        .formatted(TemplateException.quote(index), items.size()));
    }

    private String text(Expression expression) throws TemplateException {
        if (resolve(expression) instanceof Scalar scalar) {
            return scalar.text();
        }
        throw expression.at().error("a text is needed here.");
    }

    private List<String> texts(List<Expression> expressions) throws TemplateException {
        List<String> texts = new ArrayList<>();
        for (Expression expression : expressions) {
            texts.add(text(expression));
        }
        return texts;
    }

    private List<Expression> items(Expression expression) throws TemplateException {
        if (resolve(expression) instanceof Sequence list) {
            return list.children();
        }
        throw expression.at().error("a list is needed here.");
    }

    boolean holds(String condition, Location at) throws TemplateException {
        Expression expression = conditions.fields().get(condition);
        if (expression == null) {
            throw at.error("there is no condition %s.".formatted(condition));
        }
        if (!inProgress.add(condition)) {
            throw at.error("the condition %s depends on itself.".formatted(condition));
        }
        boolean holds = holds(expression);
        inProgress.remove(condition);
        return holds;
    }

    private boolean holds(Expression expression) throws TemplateException {
        if (expression instanceof Call call) {
            List<Expression> arguments = call.children();
            switch (call.function()) {
                case CONDITION -> {
                    return holds(call.name(0), call.at());
                }
                case EQUALS -> {
                    return text(arguments.get(0)).equals(text(arguments.get(1)));
                }
                case NOT -> {
                    return !holds(arguments.getFirst());
                }
                case AND -> {
                    for (Expression argument : arguments) {
                        if (!holds(argument)) {
                            return false;
                        }
                    }
                    return true;
                }
                default -> {}
            }
        }
        throw expression.at().error("a condition is needed here: Fn::Equals, Fn::Not, Fn::And or Condition.");
    }

    private String reference(Call call) throws TemplateException {
        String value = parameters.get(call.name(0));
        if (value != null) {
            return value;
        }
        Resource resource = existing(call);
        return isAlias(call) ? alias(resource) : reference(resource, call.at());
    }

    private Resource declared(String name, Location at) throws TemplateException {
        Resource resource = resources.get(name);
        if (resource == null) {
            throw at.error("there is no parameter or resource %s%s."
                    .formatted(name, resources.isEmpty() ? " that may be used here" : ""));
        }
        return resource;
    }

    private Resource existing(Call call) throws TemplateException {
        Resource resource = declared(call);
        if (!exists(resource)) {
            throw call.at()
                    .error("the resource %s does not exist here, because its condition does not hold."
                            .formatted(call.name(0)));
        }
        return resource;
    }

    /** What {@code Ref} of the resource gives. */
    String reference(Resource resource, Location at) throws TemplateException {
        String pattern = resource.type().reference();
        if (pattern == null) {
            throw at.error("the local emulator does not know what Ref of an %s gives."
                    .formatted(resource.type().name()));
        }
        return filled(pattern, resource);
    }

    /** What {@code Fn::GetAtt} of the resource gives. */
    String attribute(Resource resource, String attribute, Location at) throws TemplateException {
        String pattern = resource.type().attributes().get(attribute);
        if (pattern == null) {
            throw at.error("the local emulator does not know the attribute %s of an %s."
                    .formatted(attribute, resource.type().name()));
        }
        return filled(pattern, resource);
    }

    private String filled(String pattern, Resource resource) throws TemplateException {
        return pattern.contains(ResourceType.NAME) ? pattern.replace(ResourceType.NAME, name(resource)) : pattern;
    }

    /**
     * The name that the resource has on AWS. CloudFormation ends a name that it makes up in random characters; here it has
     * none, so that it can be foreseen.
     */
    String name(Resource resource) throws TemplateException {
        String property = resource.type().nameProperty();
        if (property == null) {
            return resource.logicalId();
        }
        Expression given = resource.properties().fields().get(property);
        if (given == null) {
            String name = PseudoParameters.STACK_NAME + "-" + resource.logicalId();
            return resource.type().equals(ResourceType.BUCKET) ? name.toLowerCase(Locale.ROOT) : name;
        }
        String path = resource.logicalId() + "." + property;
        if (!inProgress.add(path)) {
            throw given.at().error("%s depends on itself.".formatted(path));
        }
        String name = text(given);
        inProgress.remove(path);
        return name;
    }
}
