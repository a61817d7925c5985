package imageresizer.local.template;

import org.jspecify.annotations.Nullable;

/** An output of the stack. */
public record Output(String name, @Nullable String description, String value) {}
