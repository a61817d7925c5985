package imageresizer.local.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Main class of the function's process: runs the runtime interface client while the emulator holds the other end of
 * standard input. When that ends, for any reason, so does the process, even within a handler that would never
 * return. Each byte that arrives is answered by a NUL on standard output: everything logged before has then been read.
 * The byte {@link #EXIT} makes the process exit as one that has finished.
 *
 * <p>The only class of the emulator that the function's process sees, unless Lambda's native client cannot be used; it is a
 * single class file.
 */
final class Bootstrap extends Thread {
    static final int EXIT = 1;

    private final InputStream emulator;

    private Bootstrap(InputStream emulator) {
        super("emulator");
        this.emulator = emulator;
        setDaemon(true);
    }

    public static void main(String[] arguments) throws Throwable {
        new Bootstrap(System.in).start();
        System.setIn(InputStream.nullInputStream());
        AWSLambda.main(arguments);
    }

    @Override
    public void run() {
        try (FileOutputStream log = new FileOutputStream(FileDescriptor.out)) {
            for (int message = emulator.read(); message >= 0; message = emulator.read()) {
                if (message == EXIT) {
                    System.exit(0);
                }
                log.write(0);
            }
        } catch (IOException e) {
            // The emulator is gone.
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }
}
