package imageresizer.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.DeadLetterReport;
import imageresizer.local.api.MailReport;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport;
import imageresizer.local.faults.FaultPlan;
import imageresizer.local.faults.FaultReport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Talks to a running stack, in this process or in another: plain S3 for objects, {@code /_stack} for the rest. */
final class StackClient {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI endpoint;

    StackClient(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** What answers at the endpoint; empty if that is no stack. */
    Optional<StackReport> report() {
        try {
            HttpResponse<String> response =
                    http.send(request("/_stack").timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? Optional.of(JSON.readValue(response.body(), StackReport.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Opens the links of all confirmation mails, as their receiver would. */
    void confirmSubscriptions() {
        send(request("/_stack/confirmations").POST(BodyPublishers.noBody()).build(), BodyHandlers.discarding());
    }

    /** Stores a file and returns its version id. */
    String put(String bucket, String key, Path file) {
        HttpRequest.BodyPublisher content;
        try {
            content = BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new CommandFailure(file + " can't be read: " + e.getMessage() + ".");
        }
        HttpResponse<Void> response =
                send(request(path(bucket, key)).PUT(content).build(), BodyHandlers.discarding());
        return response.headers().firstValue("x-amz-version-id").orElse("");
    }

    /** Saves an object as a file. */
    void get(String bucket, String key, Path file) {
        send(request(path(bucket, key)).build(), BodyHandlers.ofFile(file));
    }

    /** What became of an upload: its last stage, or the present one if that takes longer than the stack's patience. */
    UploadReport await(String key, String versionId) {
        return upload(key, versionId, true);
    }

    /** As {@link #await}, but its mails are not waited for. */
    UploadReport awaitOutcome(String key, String versionId) {
        return upload(key, versionId, false);
    }

    private UploadReport upload(String key, String versionId, boolean mails) {
        String query = "?key=" + encoded(key) + "&versionId=" + encoded(versionId) + "&mails=" + mails;
        return answer(request("/_stack/uploads" + query).timeout(PATIENCE), UploadReport.class);
    }

    /** The number of the newest mail so far. */
    long lastMail() {
        return answer(request("/_stack/mails"), MailReport.class).last();
    }

    /** The mails after the one of a number, once none is on its way any more or the stack's patience ends. */
    MailReport awaitMails(long after) {
        return answer(request("/_stack/mails?after=" + after).timeout(PATIENCE), MailReport.class);
    }

    /** The events that could not be finished, the oldest first. */
    List<DeadLetterReport> deadLetters() {
        return List.of(answer(request("/_stack/dead-letters"), DeadLetterReport[].class));
    }

    /** Sends the events that could not be finished again and returns how many. */
    int redrive() {
        return answer(request("/_stack/dead-letters/redrive").POST(BodyPublishers.noBody()), Integer.class);
    }

    /** The faults that are being injected. */
    FaultReport faults() {
        return answer(request("/_stack/faults"), FaultReport.class);
    }

    /** Injects these faults instead of others. */
    void setFaults(FaultPlan plan) {
        try {
            String json = JSON.writeValueAsString(plan);
            send(request("/_stack/faults").PUT(BodyPublishers.ofString(json)).build(), BodyHandlers.discarding());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T answer(HttpRequest.Builder request, Class<T> type) {
        String body = send(request.build(), BodyHandlers.ofString()).body();
        try {
            return JSON.readValue(body, type);
        } catch (IOException e) {
            throw new UncheckedIOException("The stack's answer is not understood: " + body, e);
        }
    }

    /** Invokes the function by Lambda's own API and returns its answer; an error of the function has a header. */
    HttpResponse<String> invoke(String function, String event) {
        return send(
                request("/2015-03-31/functions/" + encoded(function) + "/invocations")
                        .POST(BodyPublishers.ofString(event))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Whether there is such an object. */
    boolean exists(String bucket, String key) {
        return exchange(request(path(bucket, key)).HEAD().build(), BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** Whether there is such a bucket. */
    boolean exists(String bucket) {
        return exists(bucket, "");
    }

    /** Makes a bucket; nothing happens if it is there. */
    void createBucket(String bucket) {
        exchange(request("/" + encoded(bucket)).PUT(BodyPublishers.noBody()).build(), BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(endpoint.resolve(pathAndQuery));
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) {
        HttpResponse<T> response = exchange(request, handler);
        if (response.statusCode() / 100 != 2) {
            throw new CommandFailure("the stack at " + endpoint + " refused " + request.method() + " "
                    + request.uri().getRawPath() + " with status " + response.statusCode() + ".");
        }
        return response;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            throw new CommandFailure("the stack at " + endpoint + " is gone.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted");
    }

    private static String path(String bucket, String key) {
        return "/" + bucket + "/"
                + Arrays.stream(key.split("/", -1)).map(StackClient::encoded).collect(Collectors.joining("/"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
