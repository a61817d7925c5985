package imageresizer.local.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadState;
import imageresizer.local.faults.FaultPlan;
import imageresizer.local.s3.ObjectPage;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The page and what it asks for, under its own origin: anybody may write objects in S3, and scripts in them must not
 * reach the page.
 *
 * <p>{@code GET /api/stack} says where everything is; {@code GET /api/events} is the {@link EventStream}; {@code GET
 * /api/uploads} is a page of the {@link UploadList} and {@code GET /api/uploads/N} one of its cards; {@code POST
 * /api/uploads} gives the address for an upload, {@code GET /api/sample} the sample picture, {@code GET /api/mails/N} the
 * source of a mail; {@code POST /api/mails/N/read} marks it as read, {@code POST /api/mails/read} all of them, and {@code
 * DELETE /api/mails/N} deletes it; {@code GET /api/objects?bucket=&prefix=&after=} lists a bucket, {@code DELETE
 * /api/objects?bucket=&key=} removes an object, {@code POST /api/resize} sends the event of a key's upload again, {@code
 * POST /api/subscriptions/confirm} confirms one; {@code POST /api/settings/plan} says what settings would make; {@code POST
 * /api/dead-letters/redrive}, {@code PUT /api/faults} and {@code PUT /api/settings} do what they say.
 */
final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Pattern MAIL = Pattern.compile("/api/mails/([0-9]{1,18})(/read)?");
    private static final Pattern CARD = Pattern.compile("/api/uploads/([0-9]{1,18})");
    private static final int MOST_ROWS = 500;
    private static final int MOST_OBJECTS = 200;

    /** A picture of a phone, for the page to show what settings make of it. */
    private static final String PLANNED_KEY = "trip/cat.jpg";

    private static final int PLANNED_WIDTH = 4000;
    private static final int PLANNED_HEIGHT = 3000;
    private static final Set<String> OWN_PAGE = Set.of("same-origin", "none");
    private static final int LONGEST_KEY = 1024; // As S3; in bytes of UTF-8.
    private static final JsonMapper JSON = new JsonMapper();

    private final transient StackControls stack;
    private final transient EventStream events;
    private final transient UploadList uploads;
    private final transient MailArchive mails;
    private final transient UploadAddresses addresses;
    private final transient PageFiles files = new PageFiles();

    PageServlet(
            StackControls stack, EventStream events, UploadList uploads, MailArchive mails, UploadAddresses addresses) {
        this.stack = stack;
        this.events = events;
        this.uploads = uploads;
        this.mails = mails;
        this.addresses = addresses;
    }

    /** What the page wants to upload. */
    private record WantedUpload(String key, String contentType) {}

    private record WantedResize(String key) {}

    private record WantedConfirmation(String arn) {}

    /** @param modified in milliseconds since 1970 */
    private record ListedObject(String key, long bytes, String eTag, long modified) {}

    private record ObjectList(
            List<ListedObject> objects, @Nullable String next) {}

    private record Plan(String key, int width, int height, List<PlannedRendition> renditions) {}

    private record Whereabouts(StackReport report, boolean hasSample) {}

    private record Message(String message) {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        protect(response);
        String path = request.getRequestURI();
        if (path.startsWith("/api/") && !isOwn(request)) {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            write(response, new Message("This interface is for the page at this address only."));
            return;
        }
        try {
            switch (request.getMethod() + " " + path) {
                case "GET /api/events" -> events.serve(request, response);
                case "GET /api/stack" ->
                    write(response, new Whereabouts(stack.report(), Files.isReadable(stack.sample())));
                case "GET /api/sample" -> sample(response);
                case "GET /api/uploads" -> rows(request, response);
                case "POST /api/uploads" -> upload(request, response);
                case "POST /api/mails/read" -> {
                    mails.readAll();
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }
                case "GET /api/objects" -> objects(request, response);
                case "DELETE /api/objects" -> removeObject(request, response);
                case "POST /api/resize" -> resize(request, response);
                case "POST /api/subscriptions/confirm" -> {
                    stack.confirm(JSON.readValue(request.getInputStream(), WantedConfirmation.class)
                            .arn());
                    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                }
                case "POST /api/settings/plan" -> plan(request, response);
                case "POST /api/dead-letters/redrive" -> write(response, stack.redrive());
                case "PUT /api/faults" -> faults(request, response);
                case "PUT /api/settings" -> settings(request, response);
                default -> cardOrMailOrFile(request.getMethod(), path, response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** Scripts, styles and pictures come from here, pictures and uploads go to S3, and no other page frames this one. */
    private void protect(HttpServletResponse response) {
        String s3 = stack.report().endpoint().toString();
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: " + s3
                        + "; connect-src 'self' " + s3 + "; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
                        + "; require-trusted-types-for 'script'; trusted-types 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
    }

    /** Browsers say where a request comes from; programs, which no foreign page controls, do not. */
    private static boolean isOwn(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || OWN_PAGE.contains(site);
    }

    private void upload(HttpServletRequest request, HttpServletResponse response) throws IOException {
        WantedUpload wanted = JSON.readValue(request.getInputStream(), WantedUpload.class);
        int length = Objects.requireNonNullElse(wanted.key(), "").getBytes(UTF_8).length;
        if (length == 0 || length > LONGEST_KEY) {
            refuse(response, "The name has " + length + " bytes, but S3 takes from 1 to " + LONGEST_KEY + ".");
            return;
        }
        String contentType = Objects.requireNonNullElse(wanted.contentType(), "application/octet-stream");
        write(response, Map.of("url", addresses.put(stack.report().inputBucket(), wanted.key(), contentType)));
    }

    private void sample(HttpServletResponse response) throws IOException {
        Path sample = stack.sample();
        if (!Files.isReadable(sample)) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("image/jpeg");
        Files.copy(sample, response.getOutputStream());
    }

    private void faults(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            stack.faults().set(FaultPlan.read(request.getInputStream()));
            write(response, stack.faults().report());
        } catch (IllegalArgumentException e) {
            refuse(response, String.valueOf(e.getMessage()));
        }
    }

    private void settings(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        try {
            stack.changeSettings(JSON.readValue(request.getInputStream(), new TypeReference<Map<String, String>>() {}));
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (SettingsRefusedException e) {
            refuse(response, String.valueOf(e.getMessage()));
        }
    }

    private void plan(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Map<String, String> values =
                    JSON.readValue(request.getInputStream(), new TypeReference<Map<String, String>>() {});
            write(
                    response,
                    new Plan(
                            PLANNED_KEY,
                            PLANNED_WIDTH,
                            PLANNED_HEIGHT,
                            stack.plan(values, PLANNED_KEY, PLANNED_WIDTH, PLANNED_HEIGHT)));
        } catch (SettingsRefusedException e) {
            // No error: the user may still be typing.
            write(response, new Message(String.valueOf(e.getMessage())));
        }
    }

    private void objects(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String bucket = String.valueOf(request.getParameter("bucket"));
        if (!isOfStack(bucket)) {
            refuse(response, "This stack has no bucket " + bucket + ".");
            return;
        }
        ObjectPage page = stack.objects(
                bucket,
                Objects.requireNonNullElse(request.getParameter("prefix"), ""),
                request.getParameter("after"),
                MOST_OBJECTS);
        write(
                response,
                new ObjectList(
                        page.objects().stream()
                                .map(object -> new ListedObject(
                                        object.key(),
                                        object.bytes(),
                                        object.eTag(),
                                        object.modified().toEpochMilli()))
                                .toList(),
                        page.next()));
    }

    private void removeObject(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String bucket = String.valueOf(request.getParameter("bucket"));
        String key = Objects.requireNonNullElse(request.getParameter("key"), "");
        if (!isOfStack(bucket) || key.isEmpty()) {
            refuse(response, "This stack has no bucket " + bucket + ", or the key is empty.");
            return;
        }
        stack.removeObject(bucket, key);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private boolean isOfStack(String bucket) {
        StackReport report = stack.report();
        return bucket.equals(report.inputBucket()) || bucket.equals(report.outputBucket());
    }

    private void resize(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String key =
                JSON.readValue(request.getInputStream(), WantedResize.class).key();
        if (stack.resizeAgain(key)) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            refuse(response, "There is no such object any more.");
        }
    }

    private void rows(HttpServletRequest request, HttpServletResponse response) throws IOException {
        UploadList.Query query;
        try {
            String state = request.getParameter("state");
            String at = request.getParameter("at");
            query = new UploadList.Query(
                    Objects.requireNonNullElse(request.getParameter("search"), ""),
                    state == null ? null : UploadState.valueOf(state),
                    at == null ? null : Long.valueOf(at),
                    number(request, "from", 0, -MOST_ROWS, UploadList.MOST),
                    number(request, "count", 100, 1, MOST_ROWS));
        } catch (IllegalArgumentException e) {
            refuse(response, "These rows are not understood: " + request.getQueryString() + ".");
            return;
        }
        write(response, uploads.page(query));
    }

    private static int number(HttpServletRequest request, String name, int usual, int least, int most) {
        String given = request.getParameter(name);
        return given == null ? usual : Math.clamp(Long.parseLong(given), least, most);
    }

    private void cardOrMailOrFile(String method, String path, HttpServletResponse response) throws IOException {
        Matcher card = CARD.matcher(path);
        if (!card.matches() || !method.equals("GET")) {
            mailOrFile(method, path, response);
            return;
        }
        Optional<String> json = uploads.card(Long.parseLong(card.group(1)));
        if (json.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            write(response, new Message("This upload is no longer listed."));
            return;
        }
        response.setContentType("application/json");
        response.getOutputStream().write(json.get().getBytes(UTF_8));
    }

    private void mailOrFile(String method, String path, HttpServletResponse response) throws IOException {
        Matcher mail = MAIL.matcher(path);
        if (!mail.matches()) {
            files.serve(method.equals("GET") ? path : "", response);
            return;
        }
        long number = Long.parseLong(mail.group(1));
        Optional<String> source = mails.source(number);
        if (mail.group(2) != null && method.equals("POST")) {
            mails.read(number);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else if (mail.group(2) == null && method.equals("DELETE") && mails.delete(number)) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else if (mail.group(2) == null && method.equals("GET") && source.isPresent()) {
            response.setContentType("text/plain;charset=utf-8");
            response.getOutputStream().write(source.get().getBytes(ISO_8859_1));
        } else {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void refuse(HttpServletResponse response, String sentence) throws IOException {
        response.setStatus(422);
        write(response, new Message(sentence));
    }

    private static void write(HttpServletResponse response, Object value) throws IOException {
        response.setContentType("application/json");
        response.getOutputStream().write(JSON.writeValueAsString(value).getBytes(UTF_8));
    }
}
