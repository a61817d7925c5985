package imageresizer.local.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
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
        var unreadable = new ArrayList<String>();
        for (var file : Repository.files("*.java")) {
            var source = Repository.text(file);
            try {
                var formatted = formatter.formatSourceAndFixImports(source);
                if (write && !formatted.equals(source)) {
                    Files.writeString(Repository.ROOT.resolve(file), formatted);
                } else if (!formatted.equals(source)) {
                    unformatted.add(file);
                }
            } catch (FormatterException e) {
                unreadable.add(file + ":" + e.getMessage());
            }
        }
        assertThat(unreadable)
                .as("Sources that the formatter does not understand. In record patterns, write `var _` instead of `_`;"
                        + " instead of importing a module, import its types")
                .isEmpty();
        assertThat(unformatted)
                .as("Sources that are not formatted. This rewrites them, from the top of the repository: %s", REWRITE)
                .isEmpty();
    }
}
