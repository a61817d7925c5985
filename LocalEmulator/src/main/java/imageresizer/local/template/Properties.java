package imageresizer.local.template;

import imageresizer.local.template.Expression.Mapping;
import imageresizer.local.template.Expression.Scalar;
import imageresizer.local.template.Expression.Sequence;
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
    private final Mapping map;

    /**
     * @param owner for messages, such as {@code parameter Sizes}
     * @param known the properties that may be given, also those that change nothing on this machine
     */
    Properties(String owner, Mapping map, Set<String> known) throws TemplateException {
        for (var field : map.fields().entrySet()) {
            if (!known.contains(field.getKey())) {
                throw field.getValue()
                        .at()
                        .error("the local emulator does not understand %s in %s.".formatted(field.getKey(), owner));
            }
        }
        this.owner = owner;
        this.map = map;
    }

    Mapping map() {
        return map;
    }

    Location at() {
        return map.at();
    }

    Location locationOf(String name) {
        Expression value = map.fields().get(name);
        return value == null ? at() : value.at();
    }

    TemplateException error(String name, String sentence) {
        return locationOf(name).error("%s of %s %s".formatted(name, owner, sentence));
    }

    boolean has(String name) {
        return map.fields().containsKey(name);
    }

    @Nullable
    String optionalText(String name) throws TemplateException {
        return switch (map.fields().get(name)) {
            case null -> null;
            case Scalar scalar -> scalar.text();
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
        for (Expression item : items(name)) {
            if (!(item instanceof Scalar scalar)) {
                throw error(name, "must be a list of texts.");
            }
            texts.add(scalar.text());
        }
        return texts;
    }

    private List<Expression> items(String name) throws TemplateException {
        return switch (map.fields().get(name)) {
            case null -> List.of();
            case Sequence list -> list.children();
            default -> throw error(name, "must be a list.");
        };
    }

    /** Each item of a list as properties. Empty if absent. */
    List<Properties> parts(String name, Set<String> known) throws TemplateException {
        List<Properties> parts = new ArrayList<>();
        for (Expression item : items(name)) {
            if (!(item instanceof Mapping part)) {
                throw error(name, "must be a list of maps.");
            }
            parts.add(new Properties(name + " of " + owner, part, known));
        }
        return parts;
    }

    /** Each field of a map as properties. Empty if absent. */
    SequencedMap<String, Properties> named(String name, String title, Set<String> known) throws TemplateException {
        SequencedMap<String, Properties> parts = new LinkedHashMap<>();
        for (var field : map(name).fields().entrySet()) {
            String part = title.formatted(field.getKey());
            if (!(field.getValue() instanceof Mapping fields)) {
                throw field.getValue().at().error("the %s must be a map.".formatted(part));
            }
            parts.put(field.getKey(), new Properties(part, fields, known));
        }
        return parts;
    }

    /** A map within this one, empty if absent. */
    Mapping map(String name) throws TemplateException {
        return switch (map.fields().get(name)) {
            case null -> new Mapping(at(), new LinkedHashMap<>());
            case Mapping fields -> fields;
            default -> throw error(name, "must be a map.");
        };
    }

    /** A map within this one as properties, empty if absent. */
    Properties part(String name, Set<String> known) throws TemplateException {
        return new Properties("%s of %s".formatted(name, owner), map(name), known);
    }

    /** A map of texts, empty if absent. */
    Map<String, String> textFields(String name) throws TemplateException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (var field : map(name).fields().entrySet()) {
            if (!(field.getValue() instanceof Scalar scalar)) {
                throw field.getValue()
                        .at()
                        .error("%s in %s of %s must be a text.".formatted(field.getKey(), name, owner));
            }
            texts.put(field.getKey(), scalar.text());
        }
        return texts;
    }
}
