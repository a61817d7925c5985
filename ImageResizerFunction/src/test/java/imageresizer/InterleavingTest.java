package imageresizer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import imageresizer.Interleavings.Event;
import imageresizer.Interleavings.Explored;
import imageresizer.Interleavings.Meddling;
import imageresizer.Interleavings.Scenario;
import imageresizer.Interleavings.World;
import imageresizer.SimulatedAws.Answer;
import imageresizer.SimulatedAws.AwsResult;
import imageresizer.SimulatedAws.KeyVersion;
import imageresizer.event.Removal;
import imageresizer.event.S3Change.Listed;
import imageresizer.event.S3Change.ObjectCreated;
import imageresizer.event.S3Change.ObjectRemoved;
import imageresizer.model.Sha256;
import imageresizer.model.Upload;
import imageresizer.picture.PictureFormat;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Rendition;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.picture.probe.PictureFile;
import imageresizer.picture.render.Engine;
import imageresizer.picture.render.EngineChain;
import imageresizer.settings.Settings;
import imageresizer.settings.SettingsTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing is lost and nothing is stale, in whatever order the requests of invocations come, whichever of them dies, and
 * whichever answer is lost. Every order is explored.
 *
 * <ul>
 *   <li>{@code -Dinterleaving.faults=2} explores that number of faults in each schedule; the default is 1.
 *   <li>{@code -Dinterleaving.invocations=3} explores three invocations instead of two, by default without faults.
 *   <li>{@code -Dinterleaving.scenario=NAME} explores one scenario.
 * </ul>
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // More faults or invocations than the default take hours.
class InterleavingTest {

    private static final String KEY = "trip/cat.jpg";
    private static final String MANIFEST = ".image-resizer/" + KEY + ".json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int INVOCATIONS = Integer.getInteger("interleaving.invocations", 2);
    private static final int FAULTS = Integer.getInteger("interleaving.faults", INVOCATIONS > 2 ? 0 : 1);
    private static final @Nullable String ONLY = System.getProperty("interleaving.scenario");

    private static final LongAdder ENDS = new LongAdder();
    private static final LongAdder WORLDS = new LongAdder();
    private static final LongAdder HISTORIES = new LongAdder();

    private static final byte[] P = Pictures.encoded(Pictures.quarters(8, 6), "jpg");
    private static final byte[] Q = Pictures.encoded(Pictures.quarters(6, 8), "jpg");
    private static final byte[] PNG = Pictures.encoded(Pictures.quarters(8, 6), "png");
    private static final byte[] BROKEN = "Dear diary".getBytes(UTF_8);

    private static final EngineChain ENGINES = new EngineChain(List.of(new FixedEngine()));
    private static final Map<String, String> USUAL = Map.of();
    private static final Map<String, String> DELETES_ORIGINALS = Map.of("DELETE_ORIGINAL", "after-success");

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    @Execution(ExecutionMode.CONCURRENT)
    void everyOrderEndsRight(String name, Plan plan) {
        for (boolean isEager : List.of(true, false)) {
            // The order of an invocation's own requests is a matter for schedules without faults.
            int faults = isEager ? FAULTS : Math.max(0, FAULTS - 1);
            Explored explored =
                    new Interleavings(plan.scenario(isEager), InterleavingTest::settings, ENGINES, faults).explore();
            ENDS.add(explored.ends());
            WORLDS.add(explored.worlds());
            HISTORIES.add(explored.histories());
        }
    }

    @AfterAll
    static void printTotal() {
        System.out.printf(
                Locale.ROOT,
                "Interleavings: %,d ends, %,d worlds, %,d histories%n",
                ENDS.sum(),
                WORLDS.sum(),
                HISTORIES.sum());
    }

    static Stream<Arguments> scenarios() {
        Stream<Plan> plans = INVOCATIONS > 2 ? ofThree() : ofTwo();
        return plans.filter(plan -> ONLY == null || ONLY.equals(plan.name)).map(plan -> Arguments.of(plan.name, plan));
    }

    private static Stream<Plan> ofThree() {
        return Stream.of(
                new Plan("three uploads")
                        .uploaded("v1", P)
                        .uploaded("v2", Q)
                        .uploaded("v3", PNG)
                        .created("v1", "r1")
                        .created("v2", "r2")
                        .created("v3", "r3"),
                new Plan("one event three times")
                        .uploaded("v1", P)
                        .created("v1", "r")
                        .created("v1", "r")
                        .created("v1", "r"),
                new Plan("two uploads over a finished one, and a removal")
                        .uploaded("v0", PNG)
                        .finished("v0")
                        .uploaded("v1", P)
                        .uploaded("v2", Q)
                        .created("v1", "r1")
                        .created("v2", "r2")
                        .somebodyDeletes("m1", "r3"),
                new Plan("originals are deleted, with three events of one upload")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .created("v1", "r2")
                        .handmade("r3")
                        .extraNotifications(1));
    }

    private static Stream<Plan> ofTwo() {
        return Stream.of(
                new Plan("one event twice, with the same request id")
                        .uploaded("v1", P)
                        .created("v1", "r")
                        .created("v1", "r"),
                new Plan("one event twice, in two sizes")
                        .with("SIZES", "200x200,800x600")
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .created("v1", "r2"),
                new Plan("two uploads in two sizes")
                        .with("SIZES", "200x200,800x600")
                        .uploaded("v1", P)
                        .uploaded("v2", Q)
                        .created("v1", "r1")
                        .created("v2", "r2"),
                new Plan("two uploads over a finished one")
                        .uploaded("v0", PNG)
                        .finished("v0")
                        .uploaded("v1", P)
                        .uploaded("v2", Q)
                        .created("v1", "r1")
                        .created("v2", "r2"),
                new Plan("the same picture again, with another between")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", Q)
                        .uploaded("v3", P)
                        .created("v2", "r2")
                        .created("v3", "r3"),
                new Plan("a picture of another format")
                        .uploaded("v1", P)
                        .uploaded("v2", PNG)
                        .created("v1", "r1")
                        .created("v2", "r2"),
                new Plan("a broken picture over a sound one")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", BROKEN)
                        .uploaded("v3", P)
                        .created("v2", "r2")
                        .created("v3", "r3"),
                new Plan("a broken picture last")
                        .uploaded("v1", P)
                        .uploaded("v2", BROKEN)
                        .created("v1", "r1")
                        .created("v2", "r2"),
                new Plan("an upload and its removal")
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .somebodyDeletes("m1", "r2"),
                new Plan("an upload over a finished one, and its removal")
                        .uploaded("v0", Q)
                        .finished("v0")
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .somebodyDeletes("m1", "r2"),
                new Plan("the newest version removed for good")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", Q)
                        .created("v2", "r2")
                        .somebodyDeletesForGood("v2", "r3")
                        .extraNotifications(1),
                new Plan("two new versions, and the newest removed for good")
                        .uploaded("v1", P)
                        .uploaded("v2", Q)
                        .created("v1", "r1")
                        .somebodyDeletesForGood("v2", "r3")
                        .extraNotifications(1),
                new Plan("an upload beside the removal of what was there")
                        .uploaded("v1", P)
                        .finished("v1")
                        .deleted("m1")
                        .uploaded("v2", P)
                        .removedByMarker("m1", "r1")
                        .created("v2", "r2"),
                new Plan("other sizes")
                        .uploaded("v1", P)
                        .created("v1", "r1", Map.of("SIZES", "100x100,60x60"))
                        .created("v1", "r2")
                        .extraNotifications(1),
                new Plan("another output key")
                        .uploaded("v1", P)
                        .finished("v1", Map.of("OUTPUT_KEY", "{name}/{key}.{ext}"))
                        .created("v1", "r1")
                        .uploaded("v2", Q)
                        .created("v2", "r2")
                        .extraNotifications(1),
                new Plan("an event made by hand beside the real one")
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .handmade("r2")
                        .extraNotifications(1),
                new Plan("originals are deleted")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .created("v1", "r2"),
                new Plan("originals are deleted, with an older version below")
                        .uploaded("v0", Q)
                        .finished("v0")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .handmade("r2")
                        .extraNotifications(1),
                new Plan("originals are deleted, and the event is made by hand, twice")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .handmade("r1")
                        .handmade("r2")
                        .extraNotifications(1),
                new Plan("originals are deleted, in two sizes one after the other")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .created("v1", "r1", Map.of("SIZES", "100x100", "DELETE_ORIGINAL", "after-success"))
                        .created("v1", "r2")
                        .extraNotifications(1),
                new Plan("an attempt died that had another output key")
                        .uploaded("v1", P)
                        .died("v1", Map.of("OUTPUT_KEY", "{name}/{key}.{ext}"))
                        .uploaded("v2", Q)
                        .created("v2", "r2")
                        .endsWith("v2"),
                new Plan("an attempt died over a finished upload, and its event is over")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", Q)
                        .died("v2", USUAL)
                        .created("v1", "r1")
                        .endsWith("v2"),
                new Plan("an attempt died, and its picture is gone")
                        .uploaded("v1", P)
                        .died("v1", USUAL)
                        .deleted("m1")
                        .removedByMarker("m1", "r1")
                        .endsEmpty(),
                new Plan("an attempt died, its picture is gone, and an event is made by hand")
                        .uploaded("v1", P)
                        .died("v1", USUAL)
                        .deleted("m1")
                        .handmade("r1")
                        .removedByMarker("m1", "r2")
                        .endsEmpty(),
                new Plan("an attempt died over a finished upload, all is gone, and an event is made by hand")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", PNG)
                        .died("v2", USUAL)
                        .deleted("m1")
                        .handmade("r1")
                        .removedByMarker("m1", "r2")
                        .endsEmpty(),
                new Plan("one upload over a finished one with another output key")
                        .uploaded("v1", P)
                        .finished("v1", Map.of("OUTPUT_KEY", "{name}/{key}.{ext}"))
                        .uploaded("v2", Q)
                        .created("v2", "r2")
                        .endsWith("v2"),
                new Plan("originals are deleted, and an attempt died over the next one, which is gone")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", Q)
                        .died("v2", DELETES_ORIGINALS)
                        .gone("v2")
                        .removedForGood("v2", "r2")
                        .endsEmpty(),
                new Plan("only the notification failed, in other sizes")
                        .uploaded("v1", P)
                        .failedToPublish("v1", Map.of("SIZES", "100x100,60x60"))
                        .created("v1", "r1")
                        .endsWith("v1"),
                new Plan("the key belongs to another bucket")
                        .uploaded("v1", P)
                        .finished("v1")
                        .belongingToAnotherBucket()
                        .created("v1", "r1"),
                new Plan("an old event after a newer upload")
                        .uploaded("v1", Q)
                        .uploaded("v2", P)
                        .finished("v2")
                        .created("v1", "r1")
                        .endsWith("v2"),
                new Plan("originals are deleted, and S3 tells of that")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .finished("v1")
                        .removedForGood("v1", "r1")
                        .endsWith("v1"),
                new Plan("originals are deleted, and an old marker is heard of late")
                        .deletingOriginals()
                        .deleted("m0")
                        .uploaded("v1", P)
                        .finished("v1")
                        .removedByMarker("m0", "r1")
                        .endsWith("v1"),
                new Plan("originals are deleted, and somebody deletes the key after that")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .finished("v1")
                        .deleted("m1")
                        .removedByMarker("m1", "r1")
                        .endsEmpty(),
                new Plan("originals are deleted, and the event comes again")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .finished("v1")
                        .created("v1", "r1")
                        .endsWith("v1"),
                new Plan("somebody deletes the manifest")
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .somebodyDeletesTheManifest(),
                new Plan("somebody deletes the manifest, and originals are deleted")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .somebodyDeletesTheManifest(),
                new Plan("somebody deletes the manifest of a finished upload")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", PNG)
                        .created("v2", "r2")
                        .somebodyDeletesTheManifest(),
                new Plan("an upload while another one is worked on")
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .somebodyUploads("v2", Q, "r2"),
                new Plan("a backfill, twice")
                        .uploaded("v1", P)
                        .listed("r1", false)
                        .listed("r2", false),
                new Plan("a backfill beside an event")
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .listed("r2", false),
                new Plan("a backfill over a finished upload, with other settings")
                        .uploaded("v1", P)
                        .finished("v1", Map.of("SIZES", "100x100,60x60"))
                        .listed("r1", true)
                        .listed("r2", true)
                        .extraNotifications(1),
                new Plan("a backfill while somebody uploads")
                        .uploaded("v1", P)
                        .listed("r1", false)
                        .somebodyUploads("v2", Q, "r2")
                        .isMailed("v2"),
                new Plan("a backfill while somebody deletes")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", Q)
                        .listed("r1", false)
                        .somebodyDeletes("m1", "r2"),
                new Plan("a backfill after an attempt died, and its picture is gone")
                        .uploaded("v1", P)
                        .died("v1", USUAL)
                        .deleted("m1")
                        .listed("r1", false)
                        .removedByMarker("m1", "r2")
                        .endsEmpty(),
                new Plan("a backfill after an attempt died")
                        .uploaded("v1", P)
                        .finished("v1")
                        .uploaded("v2", Q)
                        .died("v2", Map.of("OUTPUT_KEY", "{name}/{key}.{ext}"))
                        .listed("r1", false)
                        .endsWith("v2"),
                new Plan("originals are deleted, and a backfill lists an older version below")
                        .uploaded("v0", Q)
                        .finished("v0")
                        .deletingOriginals()
                        .uploaded("v1", P)
                        .created("v1", "r1")
                        .listed("r2", true)
                        .extraNotifications(1),
                new Plan("without versions: a backfill beside an event")
                        .uploaded("u1", P)
                        .created("u1", "r1")
                        .listed("r2", false),
                new Plan("without versions: a backfill while somebody uploads")
                        .uploaded("u1", P)
                        .listed("r1", false)
                        .somebodyUploads("u2", Q, "r2")
                        .isMailed("u2"),
                new Plan("without versions: a backfill while somebody deletes")
                        .uploaded("u1", P)
                        .listed("r1", false)
                        .somebodyDeletes("u2", "r2"),
                new Plan("without versions: one event twice")
                        .uploaded("u1", P)
                        .created("u1", "r1")
                        .created("u1", "r2"),
                new Plan("without versions: two uploads")
                        .uploaded("u1", P)
                        .uploaded("u2", Q)
                        .created("u1", "r1")
                        .created("u2", "r2"),
                new Plan("without versions: an upload while another one is worked on")
                        .uploaded("u1", P)
                        .created("u1", "r1")
                        .somebodyUploads("u2", Q, "r2"),
                new Plan("without versions: an upload over a finished one, while its event comes again")
                        .uploaded("u1", P)
                        .finished("u1")
                        .created("u1", "r1")
                        .somebodyUploads("u2", PNG, "r2"),
                new Plan("without versions: an upload and its removal")
                        .uploaded("u1", P)
                        .created("u1", "r1")
                        .somebodyDeletes("u2", "r2"),
                new Plan("without versions: an upload over a finished one, and its removal")
                        .uploaded("u0", Q)
                        .finished("u0")
                        .uploaded("u1", P)
                        .created("u1", "r1")
                        .somebodyDeletes("u2", "r2"),
                new Plan("without versions: an upload beside the removal of what was there")
                        .uploaded("u1", P)
                        .finished("u1")
                        .deleted("u2")
                        .uploaded("u3", Q)
                        .removedByMarker("u2", "r1")
                        .created("u3", "r2")
                        .extraNotifications(1),
                new Plan("without versions: an attempt died, and something else is there")
                        .uploaded("u1", P)
                        .died("u1", USUAL)
                        .uploaded("u2", Q)
                        .created("u2", "r2")
                        .endsWith("u2"),
                new Plan("without versions: originals stay, also if they are to be deleted")
                        .with("DELETE_ORIGINAL", "after-success")
                        .uploaded("u1", P)
                        .created("u1", "r1")
                        .created("u1", "r2")
                        .endsWith("u1"));
    }

    private static final Map<Map<String, String>, Settings> KNOWN = new ConcurrentHashMap<>();

    private static Settings settings(Map<String, String> changed) {
        return KNOWN.computeIfAbsent(changed, InterleavingTest::read);
    }

    private static Settings read(Map<String, String> changed) {
        Map<String, String> environment = new HashMap<>(SettingsTest.ENVIRONMENT);
        environment.put("SIZES", "200x200");
        environment.putAll(changed);
        return Settings.from(environment);
    }

    /** Makes of every picture what only this picture gives. */
    private static final class FixedEngine implements Engine {

        static String content(byte[] source, RenditionSpec spec) {
            return spec.name() + "." + spec.format() + " of " + Sha256.of(source);
        }

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public boolean reads(PictureFormat format) {
            return true;
        }

        @Override
        public boolean writes(PictureFormat format) {
            return true;
        }

        @Override
        public List<Rendition> render(PictureFile source, List<RenditionSpec> specs) throws RejectedPictureException {
            byte[] bytes = source.toArray();
            return specs.stream()
                    .map(spec -> new Rendition(
                            spec, new Size(1, 1), content(bytes, spec).getBytes(ISO_8859_1)))
                    .toList();
        }
    }

    /** What is there, what comes, and what must have become of it. */
    private static final class Plan {

        private final String name;
        private final List<Event> events = new ArrayList<>();
        private final List<Meddling> meddlings = new ArrayList<>();
        private final Map<String, byte[]> pictures = new TreeMap<>();
        private final Map<String, Integer> sequence = new HashMap<>();
        private final Map<String, List<Map<String, String>>> possible = new HashMap<>();
        private final Map<String, String> announcedBy = new HashMap<>();
        private Setup setUp = (_, aws) -> aws;
        private Map<String, String> settings = USUAL;
        private int extraNotifications;
        private boolean losesManifest;
        private boolean isForeign;
        private boolean endsEmpty;
        private @Nullable String lastVersion;
        private @Nullable String mailed;
        private @Nullable Interleavings handler;

        Plan(String name) {
            this.name = name;
        }

        Plan with(String setting, String value) {
            settings = Map.of(setting, value);
            return this;
        }

        Plan deletingOriginals() {
            settings = DELETES_ORIGINALS;
            return this;
        }

        Plan extraNotifications(int more) {
            extraNotifications = more;
            return this;
        }

        Plan uploaded(String version, byte[] picture) {
            KeyVersion made = version(version, picture);
            return before((_, aws) -> aws.with(made));
        }

        private KeyVersion version(String version, byte[] picture) {
            pictures.put(version, picture);
            return new KeyVersion(version, new String(picture, ISO_8859_1), timeOf(next(version)));
        }

        private static Instant timeOf(int number) {
            return Instant.parse("2025-12-31T00:00:00Z").plusSeconds(number);
        }

        /** Somebody has deleted that version for good. */
        Plan gone(String version) {
            return before((_, aws) -> aws.without(version));
        }

        Plan deleted(String marker) {
            next(marker);
            return before((_, aws) -> aws.with(marker(marker)));
        }

        private Plan before(Setup next) {
            Setup first = setUp;
            setUp = (interleavings, aws) -> next.apply(interleavings, first.apply(interleavings, aws));
            return this;
        }

        private static KeyVersion marker(String id) {
            return new KeyVersion(id, null, Instant.EPOCH);
        }

        private int next(String id) {
            sequence.put(id, sequence.size() + 1);
            return sequence.size();
        }

        Plan finished(String version) {
            return finished(version, settings);
        }

        Plan finished(String version, Map<String, String> with) {
            Event event = new Event("before", new ObjectCreated(upload(version)), "r0", with);
            return before((interleavings, aws) -> interleavings.handle(aws, event, Interleavings.BEGIN));
        }

        /** An attempt that was killed before it published; its lease is over. */
        Plan died(String version, Map<String, String> with) {
            return stopped(version, with, null);
        }

        /** An attempt that could not publish, and left its outcome in its lease. */
        Plan failedToPublish(String version, Map<String, String> with) {
            return stopped(version, with, Answer.of(AwsResult.UNAVAILABLE));
        }

        private Plan stopped(String version, Map<String, String> with, @Nullable Answer publishing) {
            Event event = new Event("stopped", new ObjectCreated(upload(version)), "r0", with);
            return before((interleavings, aws) ->
                    interleavings.handleUntilPublishing(aws, event, Interleavings.BEGIN.minusSeconds(120), publishing));
        }

        /** All that is there was made of the same key of another input bucket. */
        Plan belongingToAnotherBucket() {
            isForeign = true;
            return before((_, aws) -> aws.with(
                    MANIFEST,
                    requireNonNull(aws.output().get(MANIFEST))
                            .replace("\"bucket\":\"input\"", "\"bucket\":\"other\"")));
        }

        /** The upload that the renditions must be of in the end. */
        Plan endsWith(String version) {
            lastVersion = version;
            return this;
        }

        Plan endsEmpty() {
            endsEmpty = true;
            return this;
        }

        Plan created(String version, String requestId) {
            return created(version, requestId, settings);
        }

        Plan created(String version, String requestId, Map<String, String> with) {
            events.add(new Event(
                    "upload of " + version + " #" + events.size(),
                    new ObjectCreated(upload(version)),
                    requestId,
                    with));
            return this;
        }

        Plan handmade(String requestId) {
            Upload upload = new Upload("input", KEY, null, null, null, 5);
            events.add(new Event("handmade #" + events.size(), new ObjectCreated(upload), requestId, settings));
            return this;
        }

        /** A backfill job lists the key, which then holds what was uploaded so far. */
        Plan listed(String requestId, boolean isRedo) {
            Upload upload = new Upload("input", KEY, null, null, null, 0);
            Instant before = timeOf(sequence.size() + 1);
            events.add(
                    new Event("backfill #" + events.size(), new Listed(upload, isRedo, before), requestId, settings));
            return this;
        }

        /** Of which people must hear by mail. */
        Plan isMailed(String version) {
            mailed = version;
            return this;
        }

        Plan removedByMarker(String marker, String requestId) {
            events.add(removal(marker, requestId, /* isOfOneVersion= */ false));
            return this;
        }

        private Event removal(String id, String requestId, boolean isOfOneVersion) {
            return new Event(
                    "removal by " + id,
                    new ObjectRemoved(new Removal(
                            new Upload("input", KEY, hasVersions(id) ? id : null, null, sequencer(id), 0),
                            isOfOneVersion)),
                    requestId,
                    settings);
        }

        Plan somebodyDeletes(String marker, String requestId) {
            next(marker);
            Event event = removal(marker, requestId, /* isOfOneVersion= */ false);
            meddlings.add(new Meddling("somebody deletes the key", aws -> aws.with(marker(marker)), event));
            return this;
        }

        Plan removedForGood(String version, String requestId) {
            next("removal of " + version);
            events.add(removalForGood(version, requestId));
            return this;
        }

        private Event removalForGood(String version, String requestId) {
            return new Event(
                    "removal of " + version,
                    new ObjectRemoved(new Removal(
                            new Upload("input", KEY, version, null, sequencer("removal of " + version), 0),
                            /* isOfOneVersion= */ true)),
                    requestId,
                    settings);
        }

        Plan somebodyDeletesForGood(String version, String requestId) {
            next("removal of " + version);
            Event event = removalForGood(version, requestId);
            meddlings.add(
                    new Meddling("somebody deletes " + version + " for good", aws -> aws.without(version), event));
            return this;
        }

        Plan somebodyDeletesTheManifest() {
            losesManifest = true;
            meddlings.add(new Meddling("somebody deletes the manifest", aws -> aws.with(MANIFEST, null), null));
            return this;
        }

        /** An upload while the invocations are at work. */
        Plan somebodyUploads(String version, byte[] picture, String requestId) {
            KeyVersion made = version(version, picture);
            Event event = new Event("upload of " + version, new ObjectCreated(upload(version)), requestId, settings);
            meddlings.add(new Meddling("somebody uploads " + version, aws -> aws.with(made), event));
            return this;
        }

        private static boolean hasVersions(String id) {
            return !id.startsWith("u");
        }

        private String sequencer(String id) {
            return "%04X".formatted(sequence.get(id));
        }

        private Upload upload(String version) {
            byte[] picture = requireNonNull(pictures.get(version));
            return new Upload(
                    "input",
                    KEY,
                    hasVersions(version) ? version : null,
                    SimulatedAws.eTag(new String(picture, ISO_8859_1)),
                    sequencer(version),
                    picture.length);
        }

        Scenario scenario(boolean isEager) {
            return new Scenario(
                    name,
                    interleavings -> {
                        handler = interleavings;
                        return setUp.apply(interleavings, SimulatedAws.EMPTY);
                    },
                    events,
                    meddlings,
                    this::beforeOriginalIsDeleted,
                    this::check,
                    settings.equals(DELETES_ORIGINALS) || (!meddlings.isEmpty() && !losesManifest),
                    isEager);
        }

        /** An original may go only when its renditions are there and were announced. */
        private void beforeOriginalIsDeleted(SimulatedAws aws, String version) {
            assertThat(settings).as("settings that delete originals").isEqualTo(DELETES_ORIGINALS);
            assertThat(announced(aws, version))
                    .as("notifications of " + version)
                    .isPositive();
            assertThat(renditions(aws)).as("renditions of " + version).isIn(possible(version));
        }

        private static Map<String, String> renditions(SimulatedAws aws) {
            Map<String, String> renditions = new TreeMap<>(aws.output());
            renditions.remove(MANIFEST);
            return renditions;
        }

        /** What may be there of a version, by the settings of the events. */
        private List<Map<String, String>> possible(String version) {
            return possible.computeIfAbsent(
                    version,
                    _ -> events.stream()
                            .map(event -> expected(version, event.settings()))
                            .distinct()
                            .toList());
        }

        private Map<String, String> expected(String version, Map<String, String> with) {
            byte[] picture = requireNonNull(pictures.get(version));
            Map<String, String> expected = new TreeMap<>();
            PictureFormat.of(picture).ifPresent(format -> {
                Settings used = settings(with);
                for (RenditionSpec spec : used.renditionsOf(format)) {
                    expected.put(used.outputKey().keyOf(KEY, spec), FixedEngine.content(picture, spec));
                }
            });
            return expected;
        }

        private static Settings settings(Map<String, String> with) {
            return InterleavingTest.settings(with);
        }

        private long announced(SimulatedAws aws, String version) {
            return aws.published().stream()
                    .filter(message -> announcedBy
                            .computeIfAbsent(message, this::versionOf)
                            .equals(version))
                    .count();
        }

        private String versionOf(String message) {
            return versionIn(json(json(message).path("default").asText()));
        }

        /** In a bucket without versions, the last one with that content. */
        private String versionIn(JsonNode manifest) {
            JsonNode source = manifest.path("source");
            return source.has("versionId")
                    ? source.path("versionId").asText()
                    : pictures.entrySet().stream()
                            .filter(upload -> SimulatedAws.eTag(new String(upload.getValue(), ISO_8859_1))
                                    .equals("\"" + source.path("eTag").asText() + "\""))
                            .map(Map.Entry::getKey)
                            .max(Comparator.comparing(sequence::get))
                            .orElse("");
        }

        private static JsonNode json(String text) {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void check(World world) {
            SimulatedAws aws = world.aws;
            if (world.hasDeadLetters()) {
                // An attempt may also fail because somebody removes the upload at that moment.
                assertThat(world.faultsUsed())
                        .as("faults and removals that led to a dead letter")
                        .isGreaterThan(1);
                String until = manifest(aws).at("/lease/until").asText(Instant.EPOCH.toString());
                assertThat(Instant.parse(until)).isBeforeOrEqualTo(world.now().plusSeconds(70));
                return;
            }
            if (world.hasFailedTasksOnly()) {
                assertThat(world.faultsUsed()).as("faults that led to it").isPositive();
                return;
            }
            if (isForeign) {
                assertThat(manifest(aws).at("/source/bucket").asText()).isEqualTo("other");
                assertThat(renditions(aws)).as("renditions of the other bucket").isIn(possible("v1"));
                assertThat(aws.published()).as("the upload and its rejection").hasSizeGreaterThan(1);
                return;
            }
            if (losesManifest && aws.current() == null) {
                return; // It was deleted rightly, and the manifest after that.
            }
            if (losesManifest) {
                // The promise holds again from the next event on.
                aws = requireNonNull(handler)
                        .handle(aws, events.getLast(), world.now().plusSeconds(120));
            }
            if (world.endedWithLateLease()) {
                // Nobody can help that. It ends, and the next event of the key takes it over.
                aws = withoutLease(aws);
            }
            JsonNode manifest = manifest(aws);
            assertThat(manifest.has("lease")).as("a lease is left").isFalse();
            @Nullable String newest = newest(aws);
            if (endsEmpty || lastVersion != null) {
                assertThat(newest).as("the upload of which something is left").isEqualTo(lastVersion);
                assertThat(aws.output().isEmpty()).as("all is removed").isEqualTo(endsEmpty);
            }
            if (newest == null) {
                assertThat(aws.output()).as("what is left of a removed upload").isEmpty();
                return;
            }
            assertThat(versionIn(manifest)).as("the manifest's version").isEqualTo(newest);
            assertThat(announced(aws, newest))
                    .as("notifications")
                    .isBetween(1L, 1L + world.faultsUsed() + extraNotifications + (losesManifest ? 2 : 0));
            if (newest.equals(mailed)) {
                assertThat(aws.published().stream()
                                .filter(message -> versionOf(message).equals(mailed)))
                        .as("messages that people hear of by mail")
                        .anySatisfy(message -> assertThat(
                                        json(json(message).path("default").asText())
                                                .path("origin")
                                                .asText())
                                .isEqualTo("upload"));
            }
            if (losesManifest) {
                assertThat(renditions(aws))
                        .containsAllEntriesOf(possible(newest).getFirst());
            } else {
                assertThat(renditions(aws)).as("renditions").isIn(possible(newest));
                assertThat(renditions(aws).keySet())
                        .containsExactlyInAnyOrderElementsOf(
                                manifest.path("renditions").findValuesAsText("key"));
            }
        }

        private static SimulatedAws withoutLease(SimulatedAws aws) {
            ObjectNode manifest = (ObjectNode) manifest(aws);
            manifest.remove("lease");
            boolean isFinished = !manifest.path("outcome").asText("IN_PROGRESS").equals("IN_PROGRESS");
            return aws.with(MANIFEST, isFinished ? manifest.toString() : null);
        }

        private static JsonNode manifest(SimulatedAws aws) {
            @Nullable String text = aws.output().get(MANIFEST);
            return text == null ? JSON.createObjectNode() : json(text);
        }

        /** The newest upload that nobody but the function has removed. */
        private @Nullable String newest(SimulatedAws aws) {
            if (endsEmpty) {
                return null;
            }
            return Stream.concat(aws.versions().stream().map(KeyVersion::id), aws.consumed().stream())
                    .max(Comparator.comparing(sequence::get))
                    .filter(pictures::containsKey)
                    .orElse(null);
        }
    }

    /** Makes what is there from before. */
    private interface Setup {
        SimulatedAws apply(Interleavings interleavings, SimulatedAws aws);
    }
}
