package imageresizer.local.template;

import imageresizer.local.template.Expression.Call;
import imageresizer.local.template.Expression.Mapping;
import imageresizer.local.template.Expression.Scalar;
import imageresizer.local.template.Expression.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions of CloudFormation that the emulator knows, and the arguments that they take: as in the "Intrinsic function
 * reference" of the CloudFormation template reference guide.
 */
enum Intrinsic {
    REF("Ref", 1, 1, 1, "the name of a parameter or resource"),
    CONDITION("Condition", 1, 1, 1, "the name of a condition"),
    GET_ATT("Fn::GetAtt", 2, 2, 2, "resource.attribute or [resource, attribute]"),
    /** Its arguments are parts of one text: scalars, and the expression of each {@code ${…}} between them. */
    SUB("Fn::Sub", 1, 2, 1, "a text or [text, map of variables]"),
    IF("Fn::If", 3, 3, 1, "[condition name, value if true, value if false]"),
    SELECT("Fn::Select", 2, 2, 0, "[index, list]"),
    SPLIT("Fn::Split", 2, 2, 1, "[delimiter, text]"),
    JOIN("Fn::Join", 2, 2, 1, "[delimiter, list]"),
    EQUALS("Fn::Equals", 2, 2, 0, "[value, value]"),
    NOT("Fn::Not", 1, 1, 0, "[condition]"),
    AND("Fn::And", 2, 10, 0, "2 to 10 conditions");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9_.:]+");

    private final String longForm;
    private final int least;
    private final int most;
    private final int scalars;
    private final String form;

    /** @param scalars how many arguments, from the first one on, have to be texts without a function */
    Intrinsic(String longForm, int least, int most, int scalars, String form) {
        this.longForm = longForm;
        this.least = least;
        this.most = most;
        this.scalars = scalars;
        this.form = form;
    }

    /** @param name the long form: {@code Ref}, {@code Condition} or {@code Fn::…} */
    static Call call(String name, Expression argument, Location at) throws TemplateException {
        for (Intrinsic function : values()) {
            if (function.longForm.equals(name)) {
                return new Call(at, function, function.arguments(argument));
            }
        }
        throw at.error("the local emulator does not know the function %s.".formatted(name));
    }

    private List<Expression> arguments(Expression argument) throws TemplateException {
        List<Expression> arguments = switch (argument) {
            case Scalar dotted when this == GET_ATT && dotted.text().contains(".") -> split(dotted);
            case Scalar single when this == REF || this == CONDITION || this == SUB -> List.of(single);
            case Sequence list when this != REF && this != CONDITION -> list.children();
            default -> List.of();
        };
        if (arguments.size() < least
                || arguments.size() > most
                || !arguments.stream().limit(scalars).allMatch(Scalar.class::isInstance)) {
            throw argument.at().error("%s takes %s.".formatted(longForm, form));
        }
        return this == SUB ? parts(arguments) : arguments;
    }

    private static List<Expression> split(Scalar dotted) {
        String[] names = dotted.text().split("\\.", 2);
        return List.of(new Scalar(dotted.at(), names[0]), new Scalar(dotted.at(), names[1]));
    }

    private List<Expression> parts(List<Expression> arguments) throws TemplateException {
        Scalar template = (Scalar) arguments.getFirst();
        Map<String, Expression> variables = Map.of();
        if (arguments.size() == 2) {
            if (!(arguments.getLast() instanceof Mapping given)) {
                throw arguments.getLast().at().error("%s takes %s.".formatted(longForm, form));
            }
            variables = given.fields();
        }
        List<Expression> parts = new ArrayList<>();
        Matcher placeholder = PLACEHOLDER.matcher(template.text());
        int end = 0;
        while (placeholder.find()) {
            parts.add(new Scalar(template.at(), template.text().substring(end, placeholder.start())));
            parts.add(placeholder(new Scalar(template.at(), placeholder.group(1)), variables));
            end = placeholder.end();
        }
        parts.add(new Scalar(template.at(), template.text().substring(end)));
        return parts;
    }

    private static Expression placeholder(Scalar body, Map<String, Expression> variables) throws TemplateException {
        String name = body.text();
        if (name.startsWith("!")) {
            return new Scalar(body.at(), "${" + name.substring(1) + "}");
        }
        Expression variable = variables.get(name);
        if (variable != null) {
            return variable;
        }
        if (!VARIABLE.matcher(name).matches()) {
            throw body.at()
                    .error("${%s} in Fn::Sub is not a name; write ${!%s} to keep it as text.".formatted(name, name));
        }
        Intrinsic function = name.contains(".") ? GET_ATT : REF;
        return new Call(body.at(), function, function.arguments(body));
    }
}
