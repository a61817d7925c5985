package imageresizer.picture.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class PictureFileTest {

    private static final byte[] BEGUN = "abc".getBytes(US_ASCII);
    private static final byte[] REST = "defgh".getBytes(US_ASCII);
    private static final int WHOLE = BEGUN.length + REST.length;

    @Test
    void whoAsksForWhatHasNotArrivedWaitsForIt() throws Exception {
        PipedOutputStream connection = new PipedOutputStream();
        PipedInputStream stream = new PipedInputStream(connection);
        try (PictureFile file = PictureFile.arriving(BEGUN, stream, WHOLE, () -> close(connection))) {
            byte[] target = new byte[4];
            assertThat(file.isMostlyThere()).isFalse();
            assertThat(file.read(1, MemorySegment.ofArray(target))).isEqualTo(2);
            FutureTask<Long> waiting = new FutureTask<>(() -> file.read(3, MemorySegment.ofArray(target)));
            Thread reader = Thread.ofPlatform().start(waiting);
            while (reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            connection.write(REST);
            connection.flush();

            assertThat(waiting.get()).isEqualTo(4);
            assertThat(target).asString(US_ASCII).isEqualTo("defg");
            assertThat(file.isMostlyThere()).isTrue();
            assertThat(file.isWhole()).isFalse();
            close(connection);
            assertThat(file.toArray()).asString(US_ASCII).isEqualTo("abcdefgh");
            assertThat(file.isWhole()).isTrue();
            assertThat(file.read(WHOLE, MemorySegment.ofArray(target))).isZero();
        }
    }

    @Test
    void aStreamThatEndsEarlyIsNoFile() {
        try (PictureFile file = PictureFile.arriving(BEGUN, new ByteArrayInputStream(REST), WHOLE + 1, () -> {})) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(file::content)
                    .withCauseInstanceOf(EOFException.class)
                    .withMessageContaining("ended after 8 bytes");
        }
    }

    @Test
    void aStreamThatIsLongerThanItSaidIsNoFile() {
        try (PictureFile file = PictureFile.arriving(BEGUN, new ByteArrayInputStream(REST), WHOLE - 1, () -> {})) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(file::content)
                    .withMessageContaining("longer than 7 bytes");
        }
    }

    /** As the AWS SDK's do when a checksum is wrong. */
    @Test
    void aStreamThatFailsAtItsEndIsNoFile() {
        IllegalStateException wrong = new IllegalStateException("wrong checksum");
        InputStream stream = new ByteArrayInputStream(REST) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                int bytes = super.read(target, offset, length);
                if (bytes < 0) {
                    throw wrong;
                }
                return bytes;
            }
        };
        try (PictureFile file = PictureFile.arriving(BEGUN, stream, WHOLE, () -> {})) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(file::content)
                    .isSameAs(wrong);
        }
    }

    @Test
    void closingItBreaksOffWhatIsStillToCome() {
        CountDownLatch isBroken = new CountDownLatch(1);
        InputStream never = new ByteArrayInputStream(REST) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                try {
                    isBroken.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }
        };

        PictureFile.arriving(BEGUN, never, WHOLE, isBroken::countDown).close();

        assertThat(isBroken.getCount()).isZero();
    }

    private static void close(PipedOutputStream connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
