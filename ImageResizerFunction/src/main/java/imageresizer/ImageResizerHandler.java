package imageresizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.jr.ob.JSON;
import imageresizer.UploadWorker.Timed;
import imageresizer.event.EventReader;
import imageresizer.event.EventRecord;
import imageresizer.event.S3Change;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.Outcome;
import imageresizer.model.PrintableText;
import imageresizer.model.RetryLaterException;
import imageresizer.picture.render.EngineChain;
import imageresizer.settings.InvalidSettingException;
import imageresizer.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.crac.Core;
import org.crac.Resource;

/** Where Lambda enters: takes events of S3 and of EventBridge apart, sends each upload on its way, and sorts faults. */
public final class ImageResizerHandler implements RequestStreamHandler {

    private final UploadWorker worker;
    private final EventReader events = new EventReader();

    /** CRaC holds resources by weak reference only. */
    private final List<Resource> hooks;

    /**
     * Called by Lambda, once for each environment.
     *
     * @throws InvalidSettingException if a setting of the function is missing or wrong
     */
    public ImageResizerHandler() {
        Settings settings = Settings.from(System.getenv());
        EngineChain engines = Engines.ofThisMachine(settings.options());
        worker = UploadWorker.of(settings, engines);
        hooks = List.of(new SnapStartPriming(settings, engines));
        hooks.forEach(Core.getGlobalContext()::register);
    }

    ImageResizerHandler(UploadWorker worker) {
        this.worker = requireNonNull(worker);
        hooks = List.of();
    }

    /**
     * Handles every upload of the event, also if another one fails, and answers with a line for each, for people who
     * invoke the function by hand.
     *
     * @param event JSON of S3's own events, or of EventBridge's
     * @throws RuntimeException the first upload's fault that a retry may cure, with the others' suppressed in it
     */
    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        JSON.std.write(handle(events.read(event), context), answer);
    }

    /** @return a line for each record */
    List<String> handle(List<EventRecord> records, Context context) {
        LambdaLogger log = context.getLogger();
        if (records.isEmpty()) {
            String answer = "The event names no object, as S3's test event does; nothing to do";
            log.log(answer, LogLevel.INFO);
            return List.of(answer);
        }
        InvocationAttempt attempt = InvocationAttempt.of(context, Instant.now());
        List<String> lines = new ArrayList<>();
        Failures failures = new Failures();
        for (EventRecord eventRecord : records) {
            String what = "a record of the event";
            try {
                S3Change change = eventRecord.change();
                what = change.upload().uri();
                Timed<Outcome> outcome = worker.inTime(change, attempt, log);
                System.out.println(
                        ResultLogLine.of(outcome, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
                lines.add(ResultLogLine.message(outcome.result()));
            } catch (RetryLaterException e) {
                System.out.println(
                        ResultLogLine.of(e, Instant.now(), context.getFunctionName(), context.getAwsRequestId()));
                failures.add(e);
            } catch (RuntimeException e) {
                log.log("FAILED " + what + ": " + PrintableText.oneLine(e.toString()), LogLevel.ERROR);
                failures.add(e);
            }
            attempt = attempt.next();
        }
        failures.throwIfAny();
        return lines;
    }
}
