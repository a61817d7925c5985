package imageresizer.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;

class ReadableLogTest {

    @Test
    void theFramesOfAStackTraceAreIndented() {
        assertThat(ReadableLog.text("""
            {"level":"ERROR","message":"It failed\\njava.io.IOException: gone\\n\\tat a.B.c(B.java:1)\\n\\tat d.E.f(E.java:2)"}\
            """)).endsWith("""
                  ERROR  It failed
                java.io.IOException: gone
                    at a.B.c(B.java:1)
                    at d.E.f(E.java:2)\
                """);
    }

    @Test
    void aRefusedSettingNeedsNoStackTraceBesideItsSentence() {
        String name = InvalidSettingException.class.getName();
        assertThat(ReadableLog.text("{\"level\":\"ERROR\",\"message\":\"SIZES is wrong.: " + name + "\\n" + name
                        + ": SIZES is wrong.\\n\\tat a.B.c(B.java:1)\"}"))
                .isEmpty();
    }

    @Test
    void whatATerminalWouldObeyIsEscaped() {
        assertThat(ReadableLog.text("a\u001b[31m")).isEqualTo("a\\u001b[31m");
    }
}
