package imageresizer.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most memory that a process has held, in MB rounded up. Linux knows it. Elsewhere it is the most that {@code ps} has
 * shown, which is asked once a second, so a shorter peak may not be seen. Not thread-safe.
 */
final class ProcessMemory {
    private static final Duration INTERVAL_OF_PS = Duration.ofSeconds(1);
    private static final Pattern PEAK_KILOBYTES = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

    private final long pid;
    private final boolean hasProc;
    private int peakMegabytes;
    private long askedNanos = System.nanoTime();

    ProcessMemory(long pid) {
        this(pid, Files.exists(Path.of("/proc/self/status")));
    }

    /** @param hasProc whether this machine has Linux's folder of processes */
    ProcessMemory(long pid, boolean hasProc) {
        this.pid = pid;
        this.hasProc = hasProc;
    }

    /**
     * Returns the most memory until now; 0 before it was ever known.
     *
     * @param now whether to look at once, even if that takes some milliseconds
     */
    int peakMegabytes(boolean now) throws InterruptedException {
        try {
            if (hasProc) {
                Matcher peak = PEAK_KILOBYTES.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
                keep(peak.find() ? peak.group(1) : "");
            } else if (now || System.nanoTime() - askedNanos >= INTERVAL_OF_PS.toNanos()) {
                Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                keep(new String(ps.getInputStream().readAllBytes(), UTF_8).strip());
                ps.waitFor();
                askedNanos = System.nanoTime();
            }
        } catch (IOException e) {
            // The process has ended.
        }
        return peakMegabytes;
    }

    private void keep(String kilobytes) {
        if (!kilobytes.isEmpty()) {
            peakMegabytes = Math.max(peakMegabytes, Math.ceilDiv(Integer.parseInt(kilobytes), 1024));
        }
    }
}
