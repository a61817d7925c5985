package imageresizer.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Reads the output of a function's process line by line, on a thread of its own. */
final class ProcessOutput {
    /** Lambda's limit of one log event, in bytes; a longer line becomes several. */
    private static final int LINE_LIMIT = 1024 * 1024;

    private final Process process;
    private final Consumer<String> lines;
    private final Thread reader;
    private final Semaphore answers = new Semaphore(0);

    ProcessOutput(Process process, Consumer<String> lines) {
        this.process = process;
        this.lines = lines;
        // No virtual thread: reading a pipe would occupy its carrier for as long as the process lives.
        reader = Thread.ofPlatform().daemon().name("output of " + process.pid()).start(this::read);
    }

    /**
     * Waits until everything is read that the process, now idle, has written: sends {@link Bootstrap} a byte, which it
     * answers by a NUL behind all that is in the pipe.
     */
    void drain() throws InterruptedException {
        try {
            process.getOutputStream().write(0);
            process.getOutputStream().flush();
            answers.tryAcquire(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            drainEnded();
        }
    }

    /** Waits until everything is read that the process, now ended, has written. */
    void drainEnded() throws InterruptedException {
        // A process that the function started may have escaped and hold the pipe; it does not hold the emulator.
        reader.join(TimeUnit.SECONDS.toMillis(2));
    }

    private void read() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (InputStream output = process.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    byte b = buffer[i];
                    if (b == '\n' || (b == 0 && line.size() > 0) || line.size() == LINE_LIMIT) {
                        lines.accept(line.toString(UTF_8));
                        line.reset();
                    }
                    if (b == 0) {
                        answers.release();
                    } else if (b != '\n') {
                        line.write(b);
                    }
                }
            }
        } catch (IOException e) {
            // The process was killed while its output was being read: what it wrote until then is all there is.
        }
        if (line.size() > 0) {
            lines.accept(line.toString(UTF_8));
        }
        answers.release();
    }
}
