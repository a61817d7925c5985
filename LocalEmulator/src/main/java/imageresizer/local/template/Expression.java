package imageresizer.local.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A part of the template, with its line. Where {@link Resolver} has been, there is no {@link Call} any more. */
sealed interface Expression {
    /** Where it is written; for the value of a key, the line of the key. */
    Location at();

    /** The expressions that this one is made of. */
    List<Expression> children();

    /** As maps, lists, {@link String}, {@link Boolean} and {@link java.math.BigDecimal}. */
    Object plain();

    /** A text, number or boolean, as it is written and as it is meant. */
    record Scalar(Location at, String text, Object plain) implements Expression {
        Scalar(Location at, String text) {
            this(at, text, text);
        }

        @Override
        public List<Expression> children() {
            return List.of();
        }
    }

    record Sequence(Location at, List<Expression> children) implements Expression {
        public Sequence {
            children = List.copyOf(children);
        }

        @Override
        public List<Object> plain() {
            return children.stream().map(Expression::plain).toList();
        }
    }

    record Mapping(Location at, SequencedMap<String, Expression> fields) implements Expression {
        public Mapping {
            fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
        }

        @Override
        public List<Expression> children() {
            return new ArrayList<>(fields.values());
        }

        @Override
        public SequencedMap<String, Object> plain() {
            SequencedMap<String, Object> plain = new LinkedHashMap<>();
            fields.forEach((name, value) -> plain.put(name, value.plain()));
            return Collections.unmodifiableSequencedMap(plain);
        }
    }

    /** A function of CloudFormation, with arguments of the form that it takes. */
    record Call(Location at, Intrinsic function, List<Expression> children) implements Expression {
        public Call {
            children = List.copyOf(children);
        }

        /** An argument that {@link Intrinsic} guarantees to be a scalar. */
        String name(int argument) {
            return ((Scalar) children.get(argument)).text();
        }

        @Override
        public Object plain() {
            throw new IllegalStateException(function + " is not resolved");
        }
    }
}
