package imageresizer.local.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** Every Java source looks as palantir-java-format writes it, so that no change carries a reformatting with it. */
class SourceFormatTest {
    private static final String REWRITE = "mvn -q test -Dtest=SourceFormatTest -Dformat=write";

    @Test
    void everyJavaSourceIsFormatted() throws Exception {
        boolean write = "write".equals(System.getProperty("format"));
        var formatter = Formatter.createFormatter(
                JavaFormatterOptions.builder().style(Style.PALANTIR).build());
        var unformatted = new ArrayList<Path>();
        for (var file : Repository.files("*.java")) {
            var source = Repository.text(file);
            var formatted = format(formatter, file, source);
            if (formatted.equals(source)) {
                continue;
            }
            if (write) {
                Files.writeString(Repository.ROOT.resolve(file), formatted);
            } else {
                unformatted.add(file);
            }
        }
        assertThat(unformatted)
                .as(
                        "Sources that are not formatted. This rewrites them, from the top of the repository:" + " %s",
                        REWRITE)
                .isEmpty();
    }

    private static String format(Formatter formatter, Path file, String source) throws IOException {
        try {
            return formatter.formatSourceAndFixImports(source);
        } catch (FormatterException e) {
            throw new IOException("The formatter does not understand " + file + ": " + e.getMessage(), e);
        }
    }
}
