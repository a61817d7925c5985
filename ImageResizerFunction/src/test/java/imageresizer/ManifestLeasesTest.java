package imageresizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.SimulatedAws.Answer;
import imageresizer.SimulatedAws.AwsRequest;
import imageresizer.SimulatedAws.AwsResult;
import imageresizer.SimulatedAws.Effect;
import imageresizer.SimulatedAws.Verb;
import imageresizer.lease.Lease;
import imageresizer.lease.LeaseLostException;
import imageresizer.lease.LeaseResult;
import imageresizer.lease.Manifest.Finished;
import imageresizer.lease.ManifestLeases;
import imageresizer.lease.ManifestLeases.Found;
import imageresizer.model.InvocationAttempt;
import imageresizer.model.MadeWith;
import imageresizer.model.Origin;
import imageresizer.model.Outcome.Rejected;
import imageresizer.model.Upload;
import imageresizer.output.OutputBucket;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import imageresizer.settings.OutputKeyPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Leases against an S3 whose first answer to each write is lost: it carries the write out, the AWS SDK repeats it, and S3
 * refuses the second one. The lease is not lost by that, and no retry is needed.
 */
class ManifestLeasesTest {

    private static final MadeWith SETTINGS = new MadeWith("settings", "abilities");
    private static final Upload UPLOAD = upload("v1", "01");
    private static final List<String> KEYS = List.of("cat.jpg/200x200.jpg");
    private static final String KEY = OutputKeyPattern.manifestKeyOf(UPLOAD.key());
    private static final Finished FINISHED = finished(UPLOAD);

    private final RepeatingServer server = new RepeatingServer();
    private final ManifestLeases leases = new ManifestLeases(
            new OutputBucket(SimulatedAws.s3(server), "output"), SETTINGS, SimulatedAws.clock(server));

    @Test
    void aLeaseIsAcquiredAndCompleted() {
        leases.complete(acquired(), FINISHED);

        assertThat(Optional.ofNullable(leases.find(UPLOAD)).map(Found::manifest))
                .hasValueSatisfying(manifest -> {
                    assertThat(manifest.finished()).isEqualTo(FINISHED);
                    assertThat(manifest.lease()).isNull();
                });
    }

    @Test
    void aLeaseIsHeldWhileTheOriginalIsRemoved() {
        Lease rest = leases.completeButHold(acquired(), FINISHED);

        leases.giveBack(rest);

        assertThat(Optional.ofNullable(leases.find(UPLOAD)).map(Found::manifest))
                .hasValueSatisfying(manifest -> assertThat(manifest.lease()).isNull());
    }

    @Test
    void aLeaseOfNothingIsGivenBack() {
        leases.giveBack(acquired());

        assertThat(server.aws.output()).isEmpty();
    }

    @Test
    void aLeaseOfNothingIsGivenBackAlsoIfTheConditionOfTheSecondRequestFails() {
        server.missing = AwsResult.REFUSED;

        leases.giveBack(acquired());

        assertThat(server.aws.output()).isEmpty();
    }

    @Test
    void aManifestThatWasReplacedMeansThatTheLeaseIsLost() {
        Lease lease = acquired();
        server.aws = server.aws.with(KEY, "something else");

        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> leases.complete(lease, FINISHED));
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> leases.remove(lease));
        assertThat(server.aws.output()).containsEntry(KEY, "something else");
    }

    @Test
    void anAttemptKnowsWhetherItStillHoldsItsLease() {
        Lease lost = acquired("one");
        leases.requireHeld(lost);

        server.aws = server.aws.with(KEY, null);
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> leases.requireHeld(lost));

        leases.requireHeld(acquired("other"));
        assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> leases.requireHeld(lost));
    }

    @Test
    void anUploadThatANewerOneHasOvertakenWaitsForNoLease() {
        leases.complete(acquired(), FINISHED);
        leases.acquire(upload("v2", "02"), KEYS, attempt("other"));

        assertThat(leases.acquire(upload("v0", "00"), KEYS, attempt("late"))).isInstanceOf(LeaseResult.Overtaken.class);
    }

    @Test
    void noUploadIsOvertakenByItself() {
        leases.complete(acquired(), FINISHED);
        ManifestLeases changed = new ManifestLeases(
                new OutputBucket(SimulatedAws.s3(server), "output"),
                new MadeWith("other settings", "abilities"),
                SimulatedAws.clock(server));

        assertThat(changed.acquire(upload("v1", "00"), KEYS, attempt("again")))
                .isInstanceOf(LeaseResult.Acquired.class);
    }

    /** It means what the key holds now, which may be newer than its sequencer says. */
    @Test
    void anEventWithoutAVersionIsOvertakenOnlyWhereNothingHasVersions() {
        leases.complete(acquired(), FINISHED);
        Upload handmade = upload(null, "00");
        Lease lease = held(leases.acquire(handmade, KEYS, attempt("by hand")));
        leases.complete(lease, finished(upload(null, "01")));

        assertThat(leases.acquire(handmade, KEYS, attempt("again"))).isInstanceOf(LeaseResult.Overtaken.class);
    }

    private static Finished finished(Upload upload) {
        Rejected outcome = new Rejected(upload, Reason.of(ReasonCode.NOT_A_PICTURE));
        return new Finished(upload, SETTINGS, outcome, /* losesOriginal= */ false, null, Origin.UPLOAD);
    }

    private static Upload upload(@Nullable String version, String sequencer) {
        return new Upload("input", "cat.jpg", version, "\"e\"", sequencer, 5);
    }

    private Lease acquired() {
        return acquired("attempt");
    }

    private InvocationAttempt attempt(String id) {
        return new InvocationAttempt("request", id, server.now().plusSeconds(60), Duration.ofSeconds(60));
    }

    private Lease acquired(String id) {
        return held(leases.acquire(UPLOAD, KEYS, attempt(id)));
    }

    private static Lease held(LeaseResult result) {
        return switch (result) {
            case LeaseResult.Acquired(Lease lease) -> lease;
            case LeaseResult other -> throw new AssertionError(other);
        };
    }

    /** Carries out every write twice, and answers the second one. */
    private static final class RepeatingServer implements SimulatedAws.Server {

        private SimulatedAws aws = SimulatedAws.EMPTY;

        /** What S3 says to a conditional request about an object that is not there. */
        private AwsResult missing = AwsResult.MISSING;

        @Override
        public Answer answer(AwsRequest request) {
            if (request.verb() == Verb.SLEEP) {
                throw new AssertionError("waits for a lease that is its own");
            }
            if (request.verb().isWrite()) {
                aws = aws.carryOut(request).aws();
            }
            Effect effect = aws.carryOut(request);
            aws = effect.aws();
            return request.verb() == Verb.DELETE && effect.answer().result() == AwsResult.MISSING
                    ? Answer.of(missing)
                    : effect.answer();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    }
}
