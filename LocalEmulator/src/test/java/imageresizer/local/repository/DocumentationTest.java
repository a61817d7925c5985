package imageresizer.local.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say about files, headings, tests, settings and commands is true, in few and plain words. */
class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)(?:\\s[^)]*)?\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");

    /** Where the label of a link leads: {@code [label]: path}. */
    private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[([^]]+)]: +([^`\\s]\\S*)$");

    /** A link to a test class, by its path or by a label, a colon, and names of its methods. */
    private static final Pattern NAMED_TESTS =
            Pattern.compile("\\[([\\w ]*Test)](?:\\((\\S+)\\))?:\\s((?:`\\w+`(?:,\\s)?)+)");

    private static final int README_WORDS = 1800;

    /** Words of translated English. "A file is there" says more than "a file lies there", and "fix" more than "mend". */
    private static final Pattern HABIT = Pattern.compile(
            "\\b(?:whatever|whoever|nobody|somebody|stands|lies|tells|anew|mend|bears)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern NAME = Pattern.compile("\\w+");

    @Test
    void everyLinkLeadsToAFileAndEveryAnchorToAHeading() throws Exception {
        var dead = new TreeSet<String>();
        for (var page : Repository.files("*.md")) {
            var links = Stream.concat(
                    matches(LINK, unfenced(page)).stream().map(link -> link.group(1)),
                    definitions(page).values().stream());
            for (var link : links.toList()) {
                var target = URLDecoder.decode(link, UTF_8).split("#", 2);
                if (target[0].matches("[a-z]+:.*")) {
                    continue;
                }
                var file = target[0].isEmpty()
                        ? page
                        : page.resolveSibling(target[0]).normalize();
                if (!Files.exists(Repository.ROOT.resolve(file))) {
                    dead.add(page + " links to " + file + ", which does not exist");
                } else if (target.length == 2 && !anchors(file).contains(target[1])) {
                    dead.add(page + " links to #" + target[1] + ", which is no heading of " + file);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void everyTestThatAPageNamesExists() throws Exception {
        int named = 0;
        var missing = new TreeSet<String>();
        for (var page : Repository.files("docs/*.md")) {
            var definitions = definitions(page);
            for (var tests : matches(NAMED_TESTS, Repository.text(page))) {
                var path = tests.group(2) == null ? definitions.get(tests.group(1)) : tests.group(2);
                if (path == null) {
                    missing.add(page + " does not say where " + tests.group(1) + " is");
                    continue;
                }
                var source = Repository.text(page.resolveSibling(path).normalize());
                for (var test : matches(NAME, tests.group(3))) {
                    named++;
                    if (!source.contains(" void " + test.group() + "(")) {
                        missing.add(page + " names " + test.group() + " of " + path);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).as("tests that the pages name").isGreaterThan(60);
    }

    @Test
    void everyLabelOfATestClassIsUsed() throws Exception {
        for (var page : Repository.files("docs/*.md")) {
            var used = matches(NAMED_TESTS, Repository.text(page)).stream()
                    .map(tests -> tests.group(1))
                    .toList();
            assertThat(definitions(page).keySet()).as("Labels in %s", page).allMatch(used::contains);
        }
    }

    @Test
    void theReadmeIsShort() throws Exception {
        assertThat(Repository.text(Path.of("README.md")).strip().split("\\s+"))
                .as("Words of README.md, as `wc -w` counts them; details belong into docs")
                .hasSizeLessThanOrEqualTo(README_WORDS);
    }

    @Test
    void thePagesAreInPlainEnglish() throws Exception {
        var found = new TreeSet<String>();
        for (var page : Repository.files("*.md")) {
            matches(HABIT, Repository.text(page)).forEach(word -> found.add(page + " says " + word.group()));
        }
        assertThat(found).as("Words to replace, see HABIT").isEmpty();
    }

    @Test
    void theJapaneseReadmeListsTheSameSettings() throws Exception {
        assertThat(settings("README.ja.md"))
                .as("Parameter, variable and default of each row in README.ja.md, as in README.md")
                .isNotEmpty()
                .containsExactlyElementsOf(settings("README.md"));
    }

    @Test
    void theJapaneseReadmesCommandsAreInTheReadme() throws Exception {
        assertThat(commands("README.ja.md"))
                .as("Commands in README.ja.md's `sh` blocks; what only prepares a machine is in `bash` blocks")
                .isNotEmpty()
                .isSubsetOf(commands("README.md"));
    }

    /** The first three cells of every row with four of them. */
    private static List<List<String>> settings(String page) throws IOException {
        return Repository.text(page)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .filter(cells -> cells.size() == 5)
                .map(cells -> cells.subList(1, 4))
                .toList();
    }

    private static Set<String> commands(String page) throws IOException {
        var commands = new HashSet<String>();
        for (var block : matches(FENCED, Repository.text(page))) {
            if (block.group(1).equals("sh")) {
                block.group(2)
                        .lines()
                        .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(commands::add);
            }
        }
        return commands;
    }

    /** The anchors that GitHub gives a page's headings. */
    private static Set<String> anchors(Path page) throws IOException {
        var anchors = new HashSet<String>();
        for (var heading : matches(HEADING, unfenced(page))) {
            var anchor = heading.group(1)
                    .strip()
                    .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                    .replace(' ', '-');
            int before = 0;
            while (!anchors.add(before == 0 ? anchor : anchor + "-" + before)) {
                before++;
            }
        }
        return anchors;
    }

    private static Map<String, String> definitions(Path page) throws IOException {
        return matches(DEFINITION, unfenced(page)).stream()
                .collect(Collectors.toMap(definition -> definition.group(1), definition -> definition.group(2)));
    }

    private static String unfenced(Path page) throws IOException {
        return FENCED.matcher(Repository.text(page)).replaceAll("");
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
