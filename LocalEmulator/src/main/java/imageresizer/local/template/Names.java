package imageresizer.local.template;

import org.jspecify.annotations.Nullable;

/** What the names in a template mean. */
interface Names {
    /** The value of {@code Ref}; null for {@code AWS::NoValue}. */
    @Nullable
    Value ref(String name, Location at) throws TemplateException;

    Value attribute(String logicalId, String attribute, Location at) throws TemplateException;
}
