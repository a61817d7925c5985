package imageresizer.local.template;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A layer.
 *
 * @param contentUri absolute path of the folder or archive
 * @param buildMethod what {@code sam build} builds it with, such as {@code nodejs22.x}; null if it is not built
 */
public record LayerDefinition(
        String arn, Path contentUri, @Nullable String buildMethod) {}
