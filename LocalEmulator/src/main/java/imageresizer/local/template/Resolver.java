package imageresizer.local.template;

import imageresizer.local.template.Expression.And;
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
import imageresizer.local.template.Value.Fields;
import imageresizer.local.template.Value.Items;
import imageresizer.local.template.Value.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Turns expressions into values. Only the branch that {@code Fn::If} takes is looked at. */
final class Resolver {
    private final Names names;
    private final Conditions conditions;
    private final Mappings mappings;

    Resolver(Names names, Conditions conditions, Mappings mappings) {
        this.names = names;
        this.conditions = conditions;
        this.mappings = mappings;
    }

    /** Null if the expression is {@code AWS::NoValue}; such items and fields of lists and maps are left out. */
    @Nullable
    Value resolve(Expression expression) throws TemplateException {
        return switch (expression) {
            case Text text -> text;
            case ListOf list -> {
                List<Value> items = new ArrayList<>();
                for (Expression item : list.items()) {
                    Value value = resolve(item);
                    if (value != null) {
                        items.add(value);
                    }
                }
                yield new Items(list.at(), items);
            }
            case MapOf map -> fields(map);
            case Ref(var at, var name) -> names.ref(name, at);
            case GetAtt(var at, var logicalId, var attribute) -> names.attribute(logicalId, attribute, at);
            case Sub sub -> {
                StringBuilder text = new StringBuilder();
                for (Expression part : sub.parts()) {
                    text.append(text(part));
                }
                yield new Text(sub.at(), text.toString());
            }
            case If(var at, var condition, var then, var otherwise) ->
                resolve(conditions.holds(condition, at) ? then : otherwise);
            case Select select -> select(select);
            case Split split -> {
                List<Value> items = new ArrayList<>();
                String source = text(split.source());
                int start = 0;
                for (int end; (end = source.indexOf(split.delimiter(), start)) >= 0; ) {
                    items.add(new Text(split.at(), source.substring(start, end)));
                    start = end + split.delimiter().length();
                }
                items.add(new Text(split.at(), source.substring(start)));
                yield new Items(split.at(), items);
            }
            case Join join -> new Text(join.at(), String.join(join.delimiter(), texts(join.list())));
            case FindInMap(var at, var map, var topKey, var secondKey) ->
                mappings.find(text(map), text(topKey), text(secondKey), at);
            case Predicate predicate ->
                throw predicate.at().error("a condition is not allowed here, only in Conditions and Rules.");
        };
    }

    Fields fields(MapOf map) throws TemplateException {
        SequencedMap<String, Value> fields = new LinkedHashMap<>();
        for (var field : map.fields().entrySet()) {
            Value value = resolve(field.getValue());
            if (value != null) {
                fields.put(field.getKey(), value);
            }
        }
        return new Fields(map.at(), fields);
    }

    String text(Expression expression) throws TemplateException {
        if (resolve(expression) instanceof Text text) {
            return text.text();
        }
        throw expression.at().error("a text is needed here.");
    }

    boolean holds(Predicate predicate) throws TemplateException {
        return switch (predicate) {
            case ConditionName(var at, var name) -> conditions.holds(name, at);
            case Equals equals -> text(equals.left()).equals(text(equals.right()));
            case Contains contains -> texts(contains.list()).contains(text(contains.value()));
            case Not not -> !holds(not.operand());
            case And and -> {
                for (Predicate operand : and.operands()) {
                    if (!holds(operand)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Or or -> {
                for (Predicate operand : or.operands()) {
                    if (holds(operand)) {
                        yield true;
                    }
                }
                yield false;
            }
        };
    }

    private Value select(Select select) throws TemplateException {
        String index = text(select.index());
        List<Value> items = items(select.list());
        for (int i = 0; i < items.size(); i++) {
            if (index.equals(Integer.toString(i))) {
                return items.get(i);
            }
        }
        throw select.at()
                .error("Fn::Select has the index %s, but its list has %d items, counted from 0."
                        .formatted(TemplateException.quote(index), items.size()));
    }

    private List<Value> items(Expression expression) throws TemplateException {
        if (resolve(expression) instanceof Items items) {
            return items.items();
        }
        throw expression.at().error("a list is needed here.");
    }

    private List<String> texts(Expression expression) throws TemplateException {
        List<String> texts = new ArrayList<>();
        for (Value item : items(expression)) {
            if (!(item instanceof Text text)) {
                throw item.at().error("a list of texts is needed here.");
            }
            texts.add(text.text());
        }
        return texts;
    }
}
