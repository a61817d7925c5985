package imageresizer.local.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** {@code template.yaml} as it is written: {@code !Sub x} is read as {@code {"!Sub": x}}, and nothing is resolved. */
final class Template {
    private final Map<String, Object> root;

    private Template(Map<String, Object> root) {
        this.root = root;
    }

    static Template read() throws IOException {
        return new Template(map(new Yaml(new TaggedValues()).load(Repository.text("template.yaml"))));
    }

    /** The maps of a section by their names. */
    Map<String, Map<String, Object>> section(String name) {
        return maps(root.get(name));
    }

    /** The value at the end of a path, or null where the path ends early. */
    @Nullable
    Object get(String... path) {
        return at(root, path);
    }

    Map<String, Map<String, Object>> resources(String type) {
        var found = new LinkedHashMap<>(section("Resources"));
        found.values().removeIf(resource -> !type.equals(resource.get("Type")));
        return found;
    }

    /** The value at the end of a path, or null where the path ends early. */
    static @Nullable Object at(Map<String, Object> map, String... path) {
        Object value = map;
        for (var name : path) {
            value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return value;
    }

    /** Calls with every map inside a value, and its place. */
    static void eachMap(String place, @Nullable Object value, BiConsumer<String, Map<String, Object>> visitor) {
        if (value instanceof Map<?, ?>) {
            var fields = map(value);
            visitor.accept(place, fields);
            fields.forEach((name, inner) -> eachMap(place + "." + name, inner, visitor));
        } else if (value instanceof List<?> items) {
            items.forEach(item -> eachMap(place, item, visitor));
        }
    }

    /** Every text inside a value, names of fields excepted. */
    static List<String> texts(@Nullable Object value) {
        var texts = new ArrayList<String>();
        switch (value) {
            case Map<?, ?> fields -> fields.values().forEach(inner -> texts.addAll(texts(inner)));
            case List<?> items -> items.forEach(item -> texts.addAll(texts(item)));
            case null -> {}
            default -> texts.add(value.toString());
        }
        return texts;
    }

    /** One or many: CloudFormation takes a list of one without its brackets. */
    static List<Object> list(@Nullable Object value) {
        return switch (value) {
            case List<?> items -> List.copyOf(items);
            case null -> List.of();
            default -> List.of(value);
        };
    }

    static Map<String, Object> map(@Nullable Object value) {
        var map = new LinkedHashMap<String, Object>();
        if (value instanceof Map<?, ?> fields) {
            fields.forEach((name, inner) -> map.put(String.valueOf(name), Objects.requireNonNullElse(inner, "")));
        }
        return map;
    }

    static Map<String, Map<String, Object>> maps(@Nullable Object value) {
        var maps = new LinkedHashMap<String, Map<String, Object>>();
        map(value).forEach((name, inner) -> maps.put(name, map(inner)));
        return maps;
    }

    private static final class TaggedValues extends SafeConstructor {
        TaggedValues() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return Map.of(node.getTag().getValue(), untagged(node));
                }
            });
        }

        private Object untagged(Node node) {
            return switch (node) {
                case ScalarNode scalar -> constructScalar(scalar);
                case SequenceNode sequence -> constructSequence(sequence);
                case MappingNode mapping -> constructMapping(mapping);
                default -> throw new IllegalArgumentException("No tag belongs on a " + node.getNodeId());
            };
        }
    }
}
