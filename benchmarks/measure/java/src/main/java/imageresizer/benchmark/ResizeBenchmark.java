package imageresizer.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The fast engine alone, from the file's bytes to the renditions' bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
public class ResizeBenchmark {
    /** Names of files in the folder that the environment variable PICTURES names, without their ending. */
    @Param({"15mp-baseline", "15mp-progressive"})
    public String picture;

    /** Sides of the squares that the picture is fitted into, separated by colons. */
    @Param({"800", "1600:800:200"})
    public String sizes;

    private Resizing resizing;
    private byte[] source;
    private List<Integer> squares;

    @Setup
    public void read() throws Exception {
        resizing = Resizing.of("libvips");
        source = Files.readAllBytes(Path.of(System.getenv("PICTURES"), picture + ".jpg"));
        squares = Arrays.stream(sizes.split(":")).map(Integer::valueOf).toList();
    }

    @Benchmark
    public List<byte[]> render() throws Exception {
        return resizing.render(source, squares, "jpeg", 80);
    }
}
