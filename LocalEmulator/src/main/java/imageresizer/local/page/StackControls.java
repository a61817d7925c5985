package imageresizer.local.page;

import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.faults.Faults;
import imageresizer.local.template.ParameterDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the page asks of the stack. Thread-safe. */
public interface StackControls {

    StackReport report();

    /** The picture to try the stack with; there may be no such file. */
    Path sample();

    List<DeadLetterReport> deadLetters();

    /** Sends every dead letter again and returns how many there were. */
    int redrive();

    Faults faults();

    List<SubscriptionView> subscriptions();

    /** The template's parameters with the values in force. */
    List<ParameterDefinition> settings();

    /**
     * Puts these values of the template's parameters into force, and the defaults of the others; returns once the
     * function runs with them.
     *
     * @throws SettingsRefusedException if the template or the function does not take them; nothing has changed then
     */
    void changeSettings(Map<String, String> values) throws SettingsRefusedException, InterruptedException;
}
