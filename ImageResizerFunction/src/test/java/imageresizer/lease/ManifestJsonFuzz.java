package imageresizer.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import imageresizer.fuzz.FuzzTarget;
import java.util.List;
import java.util.stream.Stream;

/** Whatever stands in a manifest's place is read as one and stays the same when it is written, or is none. */
public final class ManifestJsonFuzz implements FuzzTarget {

    @Override
    public List<byte[]> seeds() {
        return Stream.concat(
                        ManifestJsonTest.manifests().map(ManifestJson::write), Stream.of("{}", "[{\"a\":[1.5e3]}]"))
                .map(text -> text.getBytes(UTF_8))
                .toList();
    }

    @Override
    public void check(byte[] input) {
        ManifestJson.read(new String(input, UTF_8))
                .ifPresent(manifest -> assertThat(ManifestJson.read(ManifestJson.write(manifest)))
                        .contains(manifest));
    }
}
