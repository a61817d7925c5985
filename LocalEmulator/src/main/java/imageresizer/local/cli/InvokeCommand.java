package imageresizer.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.s3.EventObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "invoke",
        description = {
            "Invokes the function once with an event, as sam local invoke does, and prints its answer.",
            "An object that the event says is new and that does not exist is first made from events/sample.jpg.",
            "Uses a stack that is up, or runs one for as long as it takes."
        },
        mixinStandardHelpOptions = true)
final class InvokeCommand extends CheckedCommand {

    private static final String STANDARD_INPUT = "-";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "EVENT.json",
            description = "A file such as events/s3-put.json; - or a pipe means standard input.")
    private @Nullable String file;

    @Mixin
    private StackChoice choice = new StackChoice();

    @Override
    void check() {
        choice.check();
        if (file == null && Boolean.getBoolean("local.terminal.in")) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "name an event, such as events/s3-put.json, or - for standard input");
        }
        if (!isStandardInput()) {
            event();
        }
    }

    private boolean isStandardInput() {
        return file == null || file.equals(STANDARD_INPUT);
    }

    @Override
    int run() {
        JsonNode event = event();
        try (RunningStack running = RunningStack.findOrStart(choice, new Progress())) {
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
        if (!object.isCreated()) {
            return;
        }
        if (!stack.exists(object.bucket())) {
            stack.createBucket(object.bucket());
            announce("Made the bucket " + object.bucket() + ", which the event names.");
        }
        if (!stack.exists(object.bucket(), object.key())) {
            stack.put(object.bucket(), object.key(), Local.home().resolve("events/sample.jpg"));
            announce("Made s3://" + object.bucket() + "/" + object.key()
                    + " from events/sample.jpg, because the event names it and it did not exist.");
        }
    }

    private static void announce(String sentence) {
        System.err.println(Progress.printable(sentence));
    }

    private JsonNode event() {
        String name = isStandardInput() ? "standard input" : String.valueOf(file);
        try {
            JsonNode event = JSON.readTree(isStandardInput() ? standardInput() : content(Path.of(name)));
            if (event.isMissingNode()) {
                throw new CommandFailure(name + " is empty; an event is JSON, such as events/s3-put.json.");
            }
            return event;
        } catch (JsonProcessingException e) {
            throw new CommandFailure(
                    name + " is not JSON; look at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ".");
        } catch (IOException e) {
            throw new CommandFailure(name + " can't be read as text: " + e.getMessage() + ".");
        }
    }

    private static String standardInput() throws IOException {
        return new String(System.in.readAllBytes(), UTF_8);
    }

    private static String content(Path file) throws IOException {
        GivenFile.require(file, "events/s3-put.json");
        return Files.readString(file);
    }
}
