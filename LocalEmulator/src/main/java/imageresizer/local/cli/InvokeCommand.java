package imageresizer.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.s3.EventObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "invoke",
        description = {
            "Invokes the function once with an event, as sam local invoke does, and prints its answer.",
            "An object that the event names and that does not exist is first made from events/sample.jpg."
        },
        mixinStandardHelpOptions = true)
final class InvokeCommand implements Callable<Integer> {

    private static final JsonMapper JSON = new JsonMapper();

    @Parameters(paramLabel = "EVENT.json", description = "A file such as events/s3-put.json.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        JsonNode event = read(file);
        try (RunningStack running = RunningStack.findOrStart(new Progress())) {
            StackClient stack = running.client();
            stack.confirmSubscriptions();
            EventObject.in(event).forEach(object -> seed(stack, object));
            HttpResponse<String> answer = stack.invoke(running.report().function(), event.toString());
            System.out.println(Progress.printable(answer.body()));
            return answer.headers().firstValue("X-Amz-Function-Error").isPresent() ? 1 : 0;
        }
    }

    private static void seed(StackClient stack, EventObject object) {
        if (object.bucket().isEmpty() || object.key().isEmpty()) {
            throw new CommandFailure("the event names no bucket or no key; see events/s3-put.json and"
                    + " events/eventbridge-created.json for some that do.");
        }
        stack.createBucket(object.bucket());
        if (!stack.exists(object.bucket(), object.key())) {
            stack.put(object.bucket(), object.key(), Local.home().resolve("events/sample.jpg"));
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new CommandFailure(file + " is not JSON: " + e.getOriginalMessage() + " in line "
                    + e.getLocation().getLineNr() + ".");
        } catch (IOException e) {
            throw new CommandFailure("there is no event file " + file + " that can be read; try events/s3-put.json.");
        }
    }
}
