package imageresizer.local.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A part of the template as it is written, with functions that are not resolved yet. */
sealed interface Expression permits Value.Text, Expression.ListOf, Expression.MapOf, Expression.Call {
    /** Where it is written; for the value of a key, the line of the key. */
    Location at();

    /** The expressions that this one is made of. */
    default List<Expression> children() {
        return List.of();
    }

    /** For the parts of a template in which CloudFormation allows no function. */
    default Value literal() throws TemplateException {
        return switch (this) {
            case Value.Text text -> text;
            case ListOf list -> {
                List<Value> items = new ArrayList<>();
                for (Expression item : list.items) {
                    items.add(item.literal());
                }
                yield new Value.Items(list.at, items);
            }
            case MapOf map -> {
                SequencedMap<String, Value> fields = new LinkedHashMap<>();
                for (var field : map.fields.entrySet()) {
                    fields.put(field.getKey(), field.getValue().literal());
                }
                yield new Value.Fields(map.at, fields);
            }
            case Call call -> throw call.at().error("CloudFormation allows no function here.");
        };
    }

    record ListOf(Location at, List<Expression> items) implements Expression {
        public ListOf {
            items = List.copyOf(items);
        }

        @Override
        public List<Expression> children() {
            return items;
        }
    }

    record MapOf(Location at, SequencedMap<String, Expression> fields) implements Expression {
        public MapOf {
            fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
        }

        @Override
        public List<Expression> children() {
            return List.copyOf(fields.values());
        }
    }

    /** One of CloudFormation's functions. */
    sealed interface Call extends Expression {}

    record Ref(Location at, String name) implements Call {}

    record GetAtt(Location at, String logicalId, String attribute) implements Call {}

    /** A text with placeholders: its parts are texts, and the expression of each {@code ${…}} between them. */
    record Sub(Location at, List<Expression> parts) implements Call {
        @Override
        public List<Expression> children() {
            return parts;
        }
    }

    record If(Location at, String condition, Expression then, Expression otherwise) implements Call {
        @Override
        public List<Expression> children() {
            return List.of(then, otherwise);
        }
    }

    record Select(Location at, Expression index, Expression list) implements Call {
        @Override
        public List<Expression> children() {
            return List.of(index, list);
        }
    }

    record Split(Location at, String delimiter, Expression source) implements Call {
        @Override
        public List<Expression> children() {
            return List.of(source);
        }
    }

    record Join(Location at, String delimiter, Expression list) implements Call {
        @Override
        public List<Expression> children() {
            return List.of(list);
        }
    }

    record FindInMap(Location at, Expression map, Expression topKey, Expression secondKey) implements Call {
        @Override
        public List<Expression> children() {
            return List.of(map, topKey, secondKey);
        }
    }

    /** A function that is true or false; only conditions and rules are made of these. */
    sealed interface Predicate extends Call {}

    /** {@code Condition}: another condition, by its name. */
    record ConditionName(Location at, String name) implements Predicate {}

    record Equals(Location at, Expression left, Expression right) implements Predicate {
        @Override
        public List<Expression> children() {
            return List.of(left, right);
        }
    }

    record Contains(Location at, Expression list, Expression value) implements Predicate {
        @Override
        public List<Expression> children() {
            return List.of(list, value);
        }
    }

    record Not(Location at, Predicate operand) implements Predicate {
        @Override
        public List<Expression> children() {
            return List.of(operand);
        }
    }

    record And(Location at, List<Predicate> operands) implements Predicate {
        @Override
        public List<Expression> children() {
            return List.copyOf(operands);
        }
    }

    record Or(Location at, List<Predicate> operands) implements Predicate {
        @Override
        public List<Expression> children() {
            return List.copyOf(operands);
        }
    }
}
