package imageresizer.local.lambda;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The same without Lambda's native library, as on macOS. */
class FunctionFailureInJavaTest extends FunctionFailureTest {
    FunctionFailureInJavaTest(@TempDir Path folder) {
        super(folder);
    }

    @Override
    RuntimeInterfaceClient.Kind client() {
        return RuntimeInterfaceClient.Kind.JAVA;
    }
}
