package imageresizer.local.template;

import imageresizer.local.template.Expression.And;
import imageresizer.local.template.Expression.Call;
import imageresizer.local.template.Expression.ConditionName;
import imageresizer.local.template.Expression.Contains;
import imageresizer.local.template.Expression.Equals;
import imageresizer.local.template.Expression.FindInMap;
import imageresizer.local.template.Expression.GetAtt;
import imageresizer.local.template.Expression.If;
import imageresizer.local.template.Expression.Join;
import imageresizer.local.template.Expression.ListOf;
import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Expression.Not;
import imageresizer.local.template.Expression.Or;
import imageresizer.local.template.Expression.Predicate;
import imageresizer.local.template.Expression.Ref;
import imageresizer.local.template.Expression.Select;
import imageresizer.local.template.Expression.Split;
import imageresizer.local.template.Expression.Sub;
import imageresizer.local.template.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the arguments of CloudFormation's functions. The forms are those of the "Intrinsic function reference" in the
 * CloudFormation template reference guide.
 */
final class Intrinsics {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9_.:]+");

    private Intrinsics() {}

    /** @param name the long form: {@code Ref}, {@code Condition} or {@code Fn::…} */
    static Call call(String name, Expression argument, Location at) throws TemplateException {
        return switch (name) {
            case "Ref" -> new Ref(at, text(argument, "Ref takes the name of a parameter or resource."));
            case "Condition" -> new ConditionName(at, text(argument, "Condition takes the name of a condition."));
            case "Fn::GetAtt" -> getAtt(argument, at);
            case "Fn::Sub" -> sub(argument, at);
            case "Fn::If" -> {
                String form = "Fn::If takes [condition name, value if true, value if false].";
                List<Expression> arguments = list(argument, 3, 3, form);
                yield new If(at, text(arguments.get(0), form), arguments.get(1), arguments.get(2));
            }
            case "Fn::Select" -> {
                List<Expression> arguments = list(argument, 2, 2, "Fn::Select takes [index, list].");
                yield new Select(at, arguments.get(0), arguments.get(1));
            }
            case "Fn::Split" -> {
                String form = "Fn::Split takes [delimiter, text].";
                List<Expression> arguments = list(argument, 2, 2, form);
                String delimiter = text(arguments.get(0), form);
                if (delimiter.isEmpty()) {
                    throw at.error("the delimiter of Fn::Split must not be empty.");
                }
                yield new Split(at, delimiter, arguments.get(1));
            }
            case "Fn::Join" -> {
                String form = "Fn::Join takes [delimiter, list].";
                List<Expression> arguments = list(argument, 2, 2, form);
                yield new Join(at, text(arguments.get(0), form), arguments.get(1));
            }
            case "Fn::FindInMap" -> {
                List<Expression> arguments =
                        list(argument, 3, 3, "Fn::FindInMap takes [map name, top-level key, second-level key].");
                yield new FindInMap(at, arguments.get(0), arguments.get(1), arguments.get(2));
            }
            case "Fn::Equals" -> {
                List<Expression> arguments = list(argument, 2, 2, "Fn::Equals takes [value, value].");
                yield new Equals(at, arguments.get(0), arguments.get(1));
            }
            case "Fn::Contains" -> {
                List<Expression> arguments = list(argument, 2, 2, "Fn::Contains takes [list, value].");
                yield new Contains(at, arguments.get(0), arguments.get(1));
            }
            case "Fn::Not" ->
                new Not(
                        at,
                        predicate(list(argument, 1, 1, "Fn::Not takes [condition].")
                                .get(0)));
            case "Fn::And" -> new And(at, predicates(list(argument, 2, 10, "Fn::And takes 2 to 10 conditions.")));
            case "Fn::Or" -> new Or(at, predicates(list(argument, 2, 10, "Fn::Or takes 2 to 10 conditions.")));
            default -> throw at.error("the local emulator does not know the function %s.".formatted(name));
        };
    }

    /** {@code Condition:} is a function only where a condition is expected: statements of policies have such a key. */
    static Predicate predicate(Expression expression) throws TemplateException {
        return switch (expression) {
            case Predicate predicate -> predicate;
            case MapOf map
            when map.fields().size() == 1 && map.fields().get("Condition") instanceof Text name ->
                new ConditionName(name.at(), name.text());
            default ->
                throw expression.at().error("a condition is needed here: Fn::Equals, Not, And, Or or Condition.");
        };
    }

    private static List<Predicate> predicates(List<Expression> expressions) throws TemplateException {
        List<Predicate> predicates = new ArrayList<>();
        for (Expression expression : expressions) {
            predicates.add(predicate(expression));
        }
        return List.copyOf(predicates);
    }

    /** Fn::Sub without variables of its own. */
    static Sub sub(String template, Location at) throws TemplateException {
        return sub(template, Map.of(), at);
    }

    private static Sub sub(Expression argument, Location at) throws TemplateException {
        return switch (argument) {
            case Text template -> sub(template.text(), at);
            case ListOf list
            when list.items().size() == 2
                    && list.items().get(0) instanceof Text template
                    && list.items().get(1) instanceof MapOf variables -> sub(template.text(), variables.fields(), at);
            default -> throw at.error("Fn::Sub takes a text or [text, map of variables].");
        };
    }

    private static Sub sub(String template, Map<String, Expression> variables, Location at) throws TemplateException {
        List<Expression> parts = new ArrayList<>();
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int end = 0;
        while (placeholder.find()) {
            parts.add(new Text(at, template.substring(end, placeholder.start())));
            parts.add(placeholder(placeholder.group(1), variables, at));
            end = placeholder.end();
        }
        parts.add(new Text(at, template.substring(end)));
        return new Sub(at, List.copyOf(parts));
    }

    private static Expression placeholder(String body, Map<String, Expression> variables, Location at)
            throws TemplateException {
        if (body.startsWith("!")) {
            return new Text(at, "${" + body.substring(1) + "}");
        }
        Expression variable = variables.get(body);
        if (variable != null) {
            return variable;
        }
        if (!VARIABLE.matcher(body).matches()) {
            throw at.error("${%s} in Fn::Sub is not a name; write ${!%s} to keep it as text.".formatted(body, body));
        }
        return body.contains(".") ? getAtt(body, at) : new Ref(at, body);
    }

    private static GetAtt getAtt(Expression argument, Location at) throws TemplateException {
        return switch (argument) {
            case Text text when text.text().contains(".") -> getAtt(text.text(), at);
            case ListOf list
            when list.items().size() == 2
                    && list.items().get(0) instanceof Text logicalId
                    && list.items().get(1) instanceof Text attribute ->
                new GetAtt(at, logicalId.text(), attribute.text());
            default -> throw at.error("Fn::GetAtt takes resource.attribute or [resource, attribute].");
        };
    }

    private static GetAtt getAtt(String dotted, Location at) {
        int dot = dotted.indexOf('.');
        return new GetAtt(at, dotted.substring(0, dot), dotted.substring(dot + 1));
    }

    private static String text(Expression argument, String form) throws TemplateException {
        if (argument instanceof Text text) {
            return text.text();
        }
        throw argument.at().error(form);
    }

    private static List<Expression> list(Expression argument, int minimum, int maximum, String form)
            throws TemplateException {
        if (argument instanceof ListOf list
                && list.items().size() >= minimum
                && list.items().size() <= maximum) {
            return list.items();
        }
        throw argument.at().error(form);
    }
}
