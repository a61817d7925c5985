package imageresizer.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import imageresizer.fuzz.FuzzTarget;
import imageresizer.picture.Box;
import imageresizer.picture.Fit;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** No two uploads or renditions share an output key, whatever the pattern. An input is a pattern and keys, in lines. */
public final class OutputKeyPatternFuzz implements FuzzTarget {

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "{key}/{name}.{ext}\na\na.b\na/b",
                        "{name}/{key}.{ext}\na\na.b",
                        "{key}.{name}.{ext}\na.jpg\na.jpg.jpg",
                        "a-{ext}{name}/{key}/(b)\na\n/b\n~",
                        "{key}/{name}.{ext}\n" + "x".repeat(1024) + "\n" + "x".repeat(900) + "~" + "0a".repeat(32),
                        "{key}.{name}/{ext}\na",
                        "{dir}/{stem}_{name}.{ext}\na.b\na_b\na.b_\n/a.b\na/b.c",
                        "{key}_{name}.{ext}\na\na_a\na_jpg",
                        "r/{dir}/{name}/{stem}_{ext}\n" + "x".repeat(1024) + "\n" + "x/".repeat(512),
                        "{key}.{ext}.{name}\n.image-resizer/a\na.jpg")
                .map(text -> text.getBytes(UTF_8))
                .toList();
    }

    @Override
    public void check(byte[] input) {
        List<String> lines = new String(input, UTF_8).lines().toList();
        if (lines.isEmpty()) {
            return;
        }
        OutputKeyPattern.of(lines.getFirst()).ifPresent(pattern -> {
            Map<String, String> owners = new HashMap<>();
            for (String key : lines.stream()
                    .skip(1)
                    .filter(line -> !OutputKeyPattern.isReserved(line))
                    .distinct()
                    .toList()) {
                own(owners, OutputKeyPattern.manifestKeyOf(key), "the manifest of " + key);
                for (String name : Stream.of("a", "jpg", "png", "image-resizer", "json", "a-b", "a_b")
                        .filter(pattern::takesName)
                        .toList()) {
                    for (PictureFormat format : List.of(PictureFormat.JPEG, PictureFormat.PNG)) {
                        RenditionSpec spec = new RenditionSpec(name, Box.of(9, 9), Fit.INSIDE, format, 80);
                        own(owners, pattern.keyOf(key, spec), name + " in " + format + " of " + key);
                    }
                }
            }
        });
    }

    private static void own(Map<String, String> owners, String outputKey, String owner) {
        @Nullable String other = owners.put(outputKey, owner);
        if (other != null || outputKey.getBytes(UTF_8).length > 1024) {
            throw new AssertionError("%s is of %s and %s, or too long".formatted(outputKey, owner, other));
        }
    }
}
