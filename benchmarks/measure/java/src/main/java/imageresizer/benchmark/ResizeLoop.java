package imageresizer.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Resizes only, without Lambda and S3: answers each line "file, sizes, format, quality, target" (separated by tabs; the
 * target may be missing) by "milliseconds, milliseconds of processor time, bytes,bytes,...".
 */
public final class ResizeLoop {
    private ResizeLoop() {}

    /** @param arguments the contestant */
    public static void main(String[] arguments) throws Exception {
        Resizing resizing = Resizing.of(arguments[0]);
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] parts = line.split("\t");
            byte[] source = Files.readAllBytes(Path.of(parts[0]));
            List<Integer> sizes =
                    Arrays.stream(parts[1].split(",")).map(Integer::valueOf).toList();
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            List<byte[]> made = resizing.render(source, sizes, parts[2], Integer.parseInt(parts[3]));
            long took = System.nanoTime() - start;
            long used = system.getProcessCpuTime() - cpu;
            if (parts.length > 4) {
                Files.write(Path.of(parts[4]), made.getFirst());
            }
            System.out.println(took / 1e6 + "\t" + used / 1e6 + "\t"
                    + made.stream().map(one -> Integer.toString(one.length)).collect(Collectors.joining(",")));
        }
    }
}
