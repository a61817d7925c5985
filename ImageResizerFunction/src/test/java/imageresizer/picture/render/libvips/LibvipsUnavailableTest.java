package imageresizer.picture.render.libvips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.RenderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibvipsUnavailableTest {
    @Test
    void saysWhereItLookedWhenThereIsNone(@TempDir Path folder) {
        Path missing = folder.resolve("missing");

        assertThatExceptionOfType(LibvipsUnavailableException.class)
                .isThrownBy(() -> load(missing))
                .withMessage("There is no native libvips in " + missing);
        assertThatExceptionOfType(LibvipsUnavailableException.class)
                .isThrownBy(() -> load(folder))
                .withMessage("There is no libvips-cpp.so in " + folder);
    }

    @Test
    void looksWhereTheLayerPutsItWhenNoFolderIsNamed() {
        assertThatExceptionOfType(LibvipsUnavailableException.class)
                .isThrownBy(() -> LibvipsEngine.load(Map.of(), RenderOptions.DEFAULT))
                .withMessageContaining("/opt/nodejs/node_modules/@img/sharp-libvips-linux-");
    }

    @Test
    void saysThatAFileIsNoLibrary(@TempDir Path folder) throws Exception {
        Path text = Files.writeString(folder.resolve("libvips-cpp.so.1"), "not a library");

        assertThatExceptionOfType(LibvipsUnavailableException.class)
                .isThrownBy(() -> load(folder))
                .withMessage(text + " cannot be loaded on this machine");
    }

    @Test
    void loadsTheLayersLibrary() throws Exception {
        NativeLibvips.get();

        assertThat(LibvipsEngine.load(NativeLibvips.environment(), RenderOptions.DEFAULT)
                        .name())
                .isEqualTo("libvips");
    }

    private static void load(Path folder) throws LibvipsUnavailableException {
        LibvipsEngine.load(Map.of("LIBVIPS_DIR", folder.toString()), RenderOptions.DEFAULT);
    }
}
