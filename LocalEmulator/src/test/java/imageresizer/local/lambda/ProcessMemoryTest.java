package imageresizer.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    private final long self = ProcessHandle.current().pid();

    @Test
    void aProcessHoldsWhatPsShows() throws Exception {
        assertThat(new ProcessMemory(self, /* hasProc= */ false).peakMegabytes(/* now= */ true))
                .isBetween(20, 16 * 1024);
    }

    @Test
    void psIsNotAskedAllTheTime() throws Exception {
        assertThat(new ProcessMemory(self, /* hasProc= */ false).peakMegabytes(/* now= */ false))
                .isZero();
    }

    @Test
    void thePeakOfAProcessThatHasEndedStaysKnown() throws Exception {
        Process process = new ProcessBuilder("sleep", "600").start();
        ProcessMemory memory = new ProcessMemory(process.pid(), /* hasProc= */ false);
        int before = memory.peakMegabytes(/* now= */ true);
        process.destroyForcibly().waitFor();

        assertThat(before).isPositive();
        assertThat(memory.peakMegabytes(/* now= */ true)).isEqualTo(before);
    }
}
