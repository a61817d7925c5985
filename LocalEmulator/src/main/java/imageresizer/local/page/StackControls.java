package imageresizer.local.page;

import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.faults.Faults;
import imageresizer.local.s3.ObjectPage;
import imageresizer.local.template.ParameterDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** Confirms a subscription on the subscriber's behalf; nothing happens if there is none of that ARN. */
    void confirm(String subscriptionArn);

    /** A part of a bucket of this stack; see {@link imageresizer.local.s3.LocalS3#list}. */
    ObjectPage objects(String bucket, String prefix, @Nullable String after, int most);

    /** Removes an object from a bucket of this stack, as any client of S3 does. */
    void removeObject(String bucket, String key);

    /**
     * Sends the event of an upload again, for what its key holds now.
     *
     * @return whether it holds anything
     */
    boolean resizeAgain(String key);

    /** The template's parameters with the values in force. */
    List<ParameterDefinition> settings();

    /**
     * What these values of the template's parameters, and the defaults of the others, would make of a JPEG.
     *
     * @param key of the picture
     * @param width of the picture, in pixels; so is the height
     * @throws SettingsRefusedException if the template or the function does not take them
     */
    List<PlannedRendition> plan(Map<String, String> values, String key, int width, int height)
            throws SettingsRefusedException;

    /**
     * Puts these values of the template's parameters into force, and the defaults of the others; returns once the
     * function runs with them.
     *
     * @throws SettingsRefusedException if the template or the function does not take them; nothing has changed then
     */
    void changeSettings(Map<String, String> values) throws SettingsRefusedException, InterruptedException;
}
