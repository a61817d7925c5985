package imageresizer.picture.render.heif;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards the sentence that the log gets where HEIC can't be read. */
class LibheifUnavailableTest {

    @Test
    void saysWhereItLookedWhenThereIsNone(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing");

        assertThatExceptionOfType(LibheifUnavailableException.class)
                .isThrownBy(() -> load(missing))
                .withMessage("There is no native libheif in " + missing);
        assertThatExceptionOfType(LibheifUnavailableException.class)
                .isThrownBy(() -> load(folder))
                .withMessage("There is no libde265 in " + folder);
        Files.createFile(folder.resolve("libde265-1.so.0"));
        assertThatExceptionOfType(LibheifUnavailableException.class)
                .isThrownBy(() -> load(folder))
                .withMessage("There is no libheif in " + folder);
    }

    @Test
    void looksWhereTheLayerPutsItWhenNoFolderIsNamed() {
        assertThatExceptionOfType(LibheifUnavailableException.class)
                .isThrownBy(() -> Libheif.load(Map.of()))
                .withMessage("There is no native libheif in /opt/heif/" + LibheifLibrary.architecture());
    }

    @Test
    void saysThatAFileIsNoLibrary(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("libde265.so"), "not a library");
        Path text = Files.writeString(folder.resolve("libheif.so"), "not a library");

        assertThatExceptionOfType(LibheifUnavailableException.class)
                .isThrownBy(() -> load(folder))
                .withMessage(text + " cannot be loaded on this machine");
    }

    private static void load(Path folder) throws LibheifUnavailableException {
        Libheif.load(Map.of("HEIF_DIR", folder.toString()));
    }
}
