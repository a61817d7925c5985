package imageresizer.local.template;

import imageresizer.local.template.Expression.Mapping;
import imageresizer.local.template.Expression.Scalar;
import imageresizer.local.template.Expression.Sequence;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads YAML into expressions that know their line. Functions are recognised in their short form ({@code !Sub}) and in
 * their long form ({@code Fn::Sub:}).
 */
final class TemplateReader {
    /** Numbers that mean the same to every reader of YAML and JSON, so neither 0755 nor 1_000 nor 12:30 nor 1.50. */
    private static final Pattern PLAIN_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?");

    private final String file;

    private TemplateReader(String file) {
        this.file = file;
    }

    static Mapping read(Path template) throws TemplateException {
        String file = String.valueOf(template.getFileName());
        Node root = compose(file, content(template));
        if (root == null) {
            throw new TemplateException(file + " is empty; it must be a CloudFormation template.");
        }
        TemplateReader reader = new TemplateReader(file);
        if (reader.expression(root, reader.locationOf(root)) instanceof Mapping sections) {
            return sections;
        }
        throw reader.locationOf(root).error("a template is a map of sections, such as Resources.");
    }

    private static String content(Path template) throws TemplateException {
        try {
            return Files.readString(template);
        } catch (NoSuchFileException e) {
            throw new TemplateException("There is no template " + template + ".", e);
        } catch (CharacterCodingException e) {
            throw new TemplateException(template + " is not UTF-8 text.", e);
        } catch (IOException e) {
            throw new TemplateException("The template %s cannot be read: %s.".formatted(template, e.getMessage()), e);
        }
    }

    private static @Nullable Node compose(String file, String content) throws TemplateException {
        try {
            return new Yaml(new LoaderOptions()).compose(new StringReader(content));
        } catch (ReaderException e) {
            throw new TemplateException(
                    "%s holds the character U+%04X, which YAML does not allow.".formatted(file, e.getCodePoint()), e);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new TemplateException("%s line %d: not valid YAML: %s.".formatted(file, line, e.getProblem()), e);
        } catch (YAMLException e) {
            throw new TemplateException("%s is not valid YAML: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private Location locationOf(Node node) {
        return new Location(file, node.getStartMark().getLine() + 1);
    }

    private Expression expression(Node node, Location at) throws TemplateException {
        if (node.getAnchor() != null) {
            throw at.error("CloudFormation knows no YAML anchors and aliases; write the value out.");
        }
        String tag = node.getTag().getValue();
        if (tag.startsWith("!")) {
            String name = tag.substring(1);
            boolean longForm = name.equals("Ref") || name.equals("Condition");
            return Intrinsic.call(longForm ? name : "Fn::" + name, untagged(node, at), at);
        }
        return node instanceof ScalarNode scalar ? scalar(scalar, at) : collection(node, at);
    }

    private Expression untagged(Node node, Location at) throws TemplateException {
        return node instanceof ScalarNode scalar ? new Scalar(at, scalar.getValue()) : collection(node, at);
    }

    private Expression collection(Node node, Location at) throws TemplateException {
        return switch (node) {
            case SequenceNode sequence -> {
                List<Expression> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(expression(item, locationOf(item)));
                }
                yield new Sequence(at, items);
            }
            case MappingNode mapping -> mapping(mapping, at);
            default -> throw at.error("a text, a list or a map is needed here.");
        };
    }

    private Expression mapping(MappingNode mapping, Location at) throws TemplateException {
        SequencedMap<String, Expression> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Location key = locationOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                throw key.error("a key must be a text.");
            }
            String name = scalar(scalar, key).text();
            Expression first = fields.putIfAbsent(name, expression(tuple.getValueNode(), key));
            if (first != null) {
                throw key.error("the key %s occurs twice in one map, first in line %d."
                        .formatted(name, first.at().line()));
            }
        }
        for (var field : fields.entrySet()) {
            String name = field.getKey();
            if (fields.size() == 1 && (name.equals("Ref") || name.startsWith("Fn::"))) {
                return Intrinsic.call(name, field.getValue(), field.getValue().at());
            }
            if (name.startsWith("Fn::")) {
                throw field.getValue().at().error(name + " must be the only key of its map.");
            }
        }
        return new Mapping(at, fields);
    }

    private static Scalar scalar(ScalarNode node, Location at) throws TemplateException {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP)) { // CloudFormation takes a date as text
            return new Scalar(at, text);
        }
        if (tag.equals(Tag.NULL)) {
            throw at.error("a value is missing here; CloudFormation allows no null.");
        }
        if (tag.equals(Tag.BOOL) && (text.equals("true") || text.equals("false"))) {
            return new Scalar(at, text, Boolean.valueOf(text));
        }
        if (PLAIN_NUMBER.matcher(text).matches()) {
            return new Scalar(at, text, new BigDecimal(text));
        }
        throw at.error("YAML does not read %s as the text that it looks like; put it in quotation marks if it is one."
                .formatted(text));
    }
}
