/**
 * Reads the stack's {@code template.yaml} as CloudFormation and SAM would, into definitions that the emulator runs.
 * {@link imageresizer.local.template.StackDefinition#load} is the way in. If the emulator does not support
 * something, it throws a {@link imageresizer.local.template.TemplateException} that names the line.
 */
@NullMarked
package imageresizer.local.template;

import org.jspecify.annotations.NullMarked;
