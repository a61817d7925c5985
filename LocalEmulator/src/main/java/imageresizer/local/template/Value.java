package imageresizer.local.template;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A part of the template in which every function is resolved. */
sealed interface Value {
    /** Where the template says so; for the value of a key, the line of the key. */
    Location at();

    /** As maps, lists, {@link String}, {@link Boolean} and {@link BigDecimal}. */
    Object plain();

    /** A scalar, as it is written and as {@link String}, {@link Boolean} or {@link BigDecimal}. */
    record Text(Location at, String text, Object plain) implements Value, Expression {
        public Text(Location at, String text) {
            this(at, text, text);
        }
    }

    record Items(Location at, List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public List<Object> plain() {
            List<Object> plain = new ArrayList<>();
            items.forEach(item -> plain.add(item.plain()));
            return List.copyOf(plain);
        }
    }

    record Fields(Location at, SequencedMap<String, Value> fields) implements Value {
        public Fields {
            fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
        }

        @Override
        public Map<String, Object> plain() {
            SequencedMap<String, Object> plain = new LinkedHashMap<>();
            fields.forEach((name, value) -> plain.put(name, value.plain()));
            return Collections.unmodifiableSequencedMap(plain);
        }
    }
}
