package imageresizer.local.template;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.InstanceOfAssertFactories;

/** A template written for one test, in a folder of its own. */
record TemplateFile(Path path) {
    static TemplateFile of(Path folder, String content) {
        try {
            return new TemplateFile(Files.writeString(folder.resolve("template.yaml"), content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Transform that every template needs is put behind the last line, so that line 1 is the content's. */
    static TemplateFile withTransform(Path folder, String content) {
        return of(folder, content + "\nTransform: AWS::Serverless-2016-10-31\n");
    }

    StackDefinition load(Map<String, String> overrides) throws TemplateException {
        return StackDefinition.load(path, overrides);
    }

    AbstractStringAssert<?> assertThatMessage(Map<String, String> overrides) {
        return assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> load(overrides))
                .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING);
    }
}
