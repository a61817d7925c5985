package imageresizer.local.template;

import imageresizer.local.template.Expression.MapOf;
import imageresizer.local.template.Value.Fields;
import imageresizer.local.template.Value.Items;
import imageresizer.local.template.Value.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one map by name and type, and refuses unknown fields. */
final class Properties {
    private final String owner;
    private final Fields fields;

    /**
     * @param owner for messages, such as {@code parameter Sizes}
     * @param understood the properties that are read
     * @param withoutEffect the properties that may be given, but change nothing on this machine
     */
    Properties(String owner, Fields fields, Set<String> understood, Set<String> withoutEffect)
            throws TemplateException {
        for (var field : fields.fields().entrySet()) {
            if (!understood.contains(field.getKey()) && !withoutEffect.contains(field.getKey())) {
                throw unknown(owner, field.getKey(), field.getValue().at());
            }
        }
        this.owner = owner;
        this.fields = fields;
    }

    /** The expression as a map that has no other keys than those. */
    static MapOf map(Expression expression, String owner, Set<String> keys) throws TemplateException {
        if (!(expression instanceof MapOf map)) {
            throw expression.at().error("%s must be a map.".formatted(owner));
        }
        for (var field : map.fields().entrySet()) {
            if (!keys.contains(field.getKey())) {
                throw unknown(owner, field.getKey(), field.getValue().at());
            }
        }
        return map;
    }

    private static TemplateException unknown(String owner, String name, Location at) {
        return at.error("the local emulator does not understand %s in %s.".formatted(name, owner));
    }

    String owner() {
        return owner;
    }

    Location at() {
        return fields.at();
    }

    Location locationOf(String name) {
        Value value = fields.fields().get(name);
        return value == null ? at() : value.at();
    }

    TemplateException error(String name, String sentence) {
        return locationOf(name).error("%s of %s %s".formatted(name, owner, sentence));
    }

    boolean has(String name) {
        return fields.fields().containsKey(name);
    }

    @Nullable
    String optionalText(String name) throws TemplateException {
        return switch (fields.fields().get(name)) {
            case null -> null;
            case Text text -> text.text();
            default -> throw error(name, "must be a text.");
        };
    }

    String text(String name) throws TemplateException {
        String text = optionalText(name);
        if (text == null) {
            throw at().error("%s needs %s.".formatted(owner, name));
        }
        return text;
    }

    String oneOf(String name, Set<String> allowed) throws TemplateException {
        String text = text(name);
        if (!allowed.contains(text)) {
            throw error(
                    name,
                    "is %s, but must be one of %s."
                            .formatted(TemplateException.quote(text), String.join(", ", new TreeSet<>(allowed))));
        }
        return text;
    }

    String oneOf(String name, Set<String> allowed, String absent) throws TemplateException {
        return has(name) ? oneOf(name, allowed) : absent;
    }

    @Nullable
    BigDecimal optionalNumber(String name) throws TemplateException {
        String text = optionalText(name);
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw error(name, "is %s, but must be a number.".formatted(TemplateException.quote(text)));
        }
    }

    int integer(String name, int minimum, int maximum, int absent) throws TemplateException {
        String text = optionalText(name);
        if (text == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= minimum && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same sentence as for a number out of range
        }
        throw error(
                name,
                "is %s, but must be a whole number from %d to %d."
                        .formatted(TemplateException.quote(text), minimum, maximum));
    }

    /** Empty if absent. */
    List<String> texts(String name) throws TemplateException {
        List<String> texts = new ArrayList<>();
        for (Value item : items(name)) {
            if (!(item instanceof Text text)) {
                throw error(name, "must be a list of texts.");
            }
            texts.add(text.text());
        }
        return texts;
    }

    private List<Value> items(String name) throws TemplateException {
        return switch (fields.fields().get(name)) {
            case null -> List.of();
            case Items items -> items.items();
            default -> throw error(name, "must be a list.");
        };
    }

    /** A single text counts as a list of one. Empty if absent. */
    List<String> textOrTexts(String name) throws TemplateException {
        return fields.fields().get(name) instanceof Text text ? List.of(text.text()) : texts(name);
    }

    /** Each item of a list as properties. Empty if absent. */
    List<Properties> parts(String name, Set<String> understood) throws TemplateException {
        List<Properties> parts = new ArrayList<>();
        for (Value item : items(name)) {
            if (!(item instanceof Fields part)) {
                throw error(name, "must be a list of maps.");
            }
            parts.add(new Properties(name + " of " + owner, part, understood, Set.of()));
        }
        return parts;
    }

    /** Null if absent. */
    @Nullable
    Fields optionalFields(String name) throws TemplateException {
        return switch (fields.fields().get(name)) {
            case null -> null;
            case Fields map -> map;
            default -> throw error(name, "must be a map.");
        };
    }

    /** A map of texts, empty if absent. */
    Map<String, String> textFields(String name) throws TemplateException {
        SequencedMap<String, String> texts = new LinkedHashMap<>();
        Fields map = optionalFields(name);
        if (map != null) {
            for (var field : map.fields().entrySet()) {
                if (!(field.getValue() instanceof Text text)) {
                    throw field.getValue()
                            .at()
                            .error("%s in %s of %s must be a text.".formatted(field.getKey(), name, owner));
                }
                texts.put(field.getKey(), text.text());
            }
        }
        return texts;
    }

    /** A map within this one, empty if absent. */
    Properties part(String name, Set<String> understood, Set<String> withoutEffect) throws TemplateException {
        Fields map = optionalFields(name);
        return new Properties(
                "%s of %s".formatted(name, owner),
                map == null ? new Fields(at(), new LinkedHashMap<>()) : map,
                understood,
                withoutEffect);
    }
}
