package imageresizer.picture.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import imageresizer.picture.Jpegs;
import imageresizer.picture.Limits;
import imageresizer.picture.Pictures;
import imageresizer.picture.RejectedPictureException;
import imageresizer.picture.Size;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Guards the function's heap against files whose header is far behind in them. */
class SourceReaderTest {

    private static final int FAR_BEHIND = 20_000_000;
    private static final int MOST_HEAP = 2_000_000;

    private final SourceReader reader = new SourceReader(new PictureProbe(Limits.DEFAULT));

    @Test
    void aTiffWithItsDirectoryAtTheEndIsReadOutsideOfTheHeap() throws Exception {
        ByteBuffer tiff = ByteBuffer.allocate(FAR_BEHIND + 100).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(FAR_BEHIND);
        tiff.position(FAR_BEHIND).putShort((short) 3);
        for (int[] entry : new int[][] {{256, 60}, {257, 40}, {274, 6}}) {
            tiff.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(entry[1]);
        }

        assertThat(headerOf(tiff.array()).size()).isEqualTo(new Size(40, 60));
    }

    @Test
    void aJpegWithHundredsOfSegmentsBeforeItsFrameIsReadOutsideOfTheHeap() throws Exception {
        Jpegs jpeg = Jpegs.of(Pictures.quarters(64, 48));
        byte[] segment = Arrays.copyOf(new byte[] {-1, (byte) JpegSegments.APP2, -1, -1}, 0xffff + 2);
        byte[][] segments = new byte[FAR_BEHIND / segment.length][];
        Arrays.fill(segments, segment);
        byte[] whole = jpeg.bytes();
        byte[] source = Jpegs.joined(
                Arrays.copyOf(whole, 2), Jpegs.joined(segments), Arrays.copyOfRange(whole, 2, whole.length));

        assertThat(headerOf(source).size()).isEqualTo(new Size(64, 48));
    }

    @Test
    void aFileForWhichTheMemoryHasNoRoomIsRefusedBeforeAnyOfItIsRead() {
        SourceReader small = new SourceReader(new PictureProbe(Limits.DEFAULT), Budgets.ofFunction(256));
        // A look at it would end in an EOFException.
        InputStream untouched = InputStream.nullInputStream();

        assertThatExceptionOfType(RejectedPictureException.class)
                .isThrownBy(() -> small.open(untouched, 200_000_000))
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains("The file has 191 MB", "MemorySize"));
    }

    private PictureHeader headerOf(byte[] source) throws Exception {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        InputStream stream = new ByteArrayInputStream(source);
        long before = threads.getCurrentThreadAllocatedBytes();
        try (SourceReader.Opened opened = reader.open(stream, source.length)) {
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_HEAP);
            return opened.header();
        }
    }
}
