package imageresizer.fuzz;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer runs: one target, in a process of its own. The input at work is kept in a file as well, because Jazzer can
 * keep none that crashes native code.
 *
 * @see <a href="https://github.com/CodeIntelligenceTesting/jazzer/blob/main/docs/advanced.md">Jazzer's methods</a>
 */
public final class JazzerDriver {

    /** In bytes: such that everything that is read of a file can be in it, and yet mutations are quick. */
    static final int LONGEST_INPUT = 16 * 1024;

    private static @Nullable FuzzTarget target;
    private static @Nullable MappedByteBuffer atWork;

    private JazzerDriver() {}

    /** @param args the target's class, and the file for the input at work */
    public static void fuzzerInitialize(String[] args) throws Exception {
        target = Class.forName(args[0])
                .asSubclass(FuzzTarget.class)
                .getConstructor()
                .newInstance();
        try (RandomAccessFile file = new RandomAccessFile(args[1], "rw")) {
            atWork = file.getChannel().map(MapMode.READ_WRITE, 0, Integer.BYTES + LONGEST_INPUT);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        requireNonNull(atWork).putInt(0, input.length).put(Integer.BYTES, input);
        requireNonNull(target).check(input);
    }

    /** What was at work when the process died. */
    static byte[] atWork(Path file) throws IOException {
        byte[] kept = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(kept).getInt();
        return Arrays.copyOfRange(kept, Integer.BYTES, Integer.BYTES + length);
    }
}
