package imageresizer.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import imageresizer.event.S3ChangeFuzz;
import imageresizer.lease.ManifestJsonFuzz;
import imageresizer.picture.render.PictureFuzz;
import imageresizer.settings.OutputKeyPatternFuzz;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fuzz targets without the fuzzer: a mistake in one of them, or in what it starts from, shows in every build. */
class FuzzTargetsTest {

    static Stream<FuzzTarget> targets() {
        return Stream.of(new PictureFuzz(), new S3ChangeFuzz(), new ManifestJsonFuzz(), new OutputKeyPatternFuzz());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void holdsForWhatItStartsFrom(FuzzTarget target) {
        List<byte[]> seeds = target.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            byte[] seed = seeds.get(i);
            assertThatCode(() -> target.check(seed)).as("seed %d", i).doesNotThrowAnyException();
        }
    }
}
