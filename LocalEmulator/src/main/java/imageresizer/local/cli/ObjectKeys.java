package imageresizer.local.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Under which keys files are uploaded: under their names, and where two have the same name, in numbered folders. */
final class ObjectKeys {

    private ObjectKeys() {}

    /** Maps each key to its file, in the order of the files. */
    static Map<String, Path> of(List<Path> files) {
        Map<String, Path> keys = new LinkedHashMap<>();
        Set<Path> seen = new HashSet<>();
        for (Path file : files) {
            if (!seen.add(file.toAbsolutePath().normalize())) {
                continue;
            }
            String name = file.getFileName().toString();
            String key = name;
            for (int number = 2; keys.containsKey(key); number++) {
                key = number + "/" + name;
            }
            keys.put(key, file);
        }
        return keys;
    }
}
