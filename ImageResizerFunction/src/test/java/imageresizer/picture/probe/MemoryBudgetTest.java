package imageresizer.picture.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Size;
import imageresizer.picture.probe.MemoryBudget.Usage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Guards against pictures that take more memory than the function has: Lambda would end it, and no mail would come. */
class MemoryBudgetTest {

    private static final long MB = 1L << 20;
    private static final Usage STARTED = new Usage(16 * MB, 27 * MB, 870 * MB, 128 * MB);
    private static final Usage WARM = new Usage(120 * MB, 200 * MB, 870 * MB, 700 * MB);

    private final PictureHeader header = new PictureHeader(
            PictureFormat.AVIF,
            new Size(10_000, 10_000),
            1,
            1,
            false,
            Exif.NONE,
            new DecodingMemory(0, 3),
            /* colours= */ null,
            /* premultiplied= */ false);

    @Test
    void namesTheMemoryThatWouldDo() {
        MemoryBudget budget = new MemoryBudget(1024 * MB, () -> STARTED, () -> {});

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> budget.require(0, 1500 * MB, header))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .isEqualTo("The picture (AVIF, 10,000 x 10,000 pixels) needs about 1,664 MB of memory; this"
                                + " function has 1,024 MB. Make it smaller, or set MemorySize to at least"
                                + " 1,664."));
        assertThatCode(() -> new MemoryBudget(1664 * MB, () -> STARTED, () -> {}).require(0, 1500 * MB, header))
                .doesNotThrowAnyException();
    }

    @Test
    void whatNoFunctionCanHaveIsNotAdvised() {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> Budgets.ofFunction(1024).require(0, 11_000 * MB, header))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains("no Lambda function has more")
                        .doesNotContain("MemorySize"));
    }

    @Test
    void memoryThatIsNoLongerUsedIsGivenBackBeforeAnythingIsRefused() {
        AtomicReference<Usage> usage = new AtomicReference<>(WARM);
        MemoryBudget budget = new MemoryBudget(1024 * MB, usage::get, () -> usage.set(STARTED));

        assertThatCode(() -> budget.require(0, 800 * MB, header)).doesNotThrowAnyException();
        assertThat(usage).hasValue(STARTED);
    }

    @Test
    void whatTheHeapHasCommittedAlreadyIsNotCountedTwice() {
        Usage large = new Usage(10 * MB, 500 * MB, 870 * MB, 600 * MB);
        MemoryBudget budget = new MemoryBudget(1024 * MB, () -> large, () -> {});

        assertThatCode(() -> budget.require(450 * MB, 0, header)).doesNotThrowAnyException();
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> budget.require(450 * MB, 420 * MB, header));
    }

    @Test
    void aFileForWhichThereIsNoRoomIsNotRead() {
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> Budgets.ofFunction(256).requireForFile(240_000_000))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).startsWith("The file has 229 MB and needs about 384 MB"));
    }

    @Test
    void onAMachineWithoutAFunctionsMemoryOnlyTheHeapIsLimited() {
        assertThatCode(() -> Budgets.ofHeap(100).require(50 * MB, 1L << 50, header))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> Budgets.ofHeap(100).require(90 * MB, 0, header));
    }
}
