package imageresizer.local.lambda;

/** The same without Lambda's native library, as on macOS. */
class LambdaFunctionInJavaTest extends LambdaFunctionTest {
    @Override
    RuntimeInterfaceClient.Kind client() {
        return RuntimeInterfaceClient.Kind.JAVA;
    }
}
