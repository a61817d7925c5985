/**
 * Reads the stack's {@code template.yaml} as CloudFormation and SAM would, into definitions that the emulator runs.
 * {@link imageresizer.local.template.StackDefinition#load} is the way in. Whatever the emulator would have to guess is
 * a {@link imageresizer.local.template.TemplateException} that names the line.
 */
@NullMarked
package imageresizer.local.template;

import org.jspecify.annotations.NullMarked;
