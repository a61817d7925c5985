package imageresizer.picture.render.libvips;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Reduces IPTC metadata to who made a picture and who owns it.
 *
 * @see <a href="https://www.iptc.org/std/IIM/4.2/specification/IIMV4.2.pdf">IPTC-NAA Information Interchange Model</a>
 */
final class IptcRights {
    private static final byte[] PHOTOSHOP = "Photoshop 3.0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int RESOURCE = 0x3842494d; // "8BIM"
    private static final int RESOURCE_OF_IPTC = 0x0404;
    private static final int DATASET = 0x1c;
    private static final int ENVELOPE = 1;
    private static final int CODED_CHARACTER_SET = 90;
    private static final int APPLICATION = 2;
    /** By-line, by-line title, credit, source, copyright notice. */
    private static final Set<Integer> RIGHTS = Set.of(80, 85, 110, 115, 116);

    private IptcRights() {}

    /**
     * @param block IIM datasets, bare or as the Photoshop resources that a JPEG carries
     * @return Photoshop resources; nothing when the block says nothing about rights or cannot be read
     */
    static Optional<byte[]> of(byte[] block) {
        try {
            ByteBuffer datasets = datasets(ByteBuffer.wrap(block));
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            boolean found = false;
            while (datasets.remaining() >= 5 && datasets.get(datasets.position()) == DATASET) {
                int start = datasets.position();
                int section = datasets.get(start + 1);
                int number = datasets.get(start + 2) & 0xff;
                int length = datasets.getShort(start + 3) & 0xffff;
                byte[] dataset = new byte[5 + length];
                datasets.get(dataset);
                boolean rights = section == APPLICATION && RIGHTS.contains(number);
                if (rights || (section == ENVELOPE && number == CODED_CHARACTER_SET)) {
                    kept.writeBytes(dataset);
                }
                found |= rights;
            }
            return found ? Optional.of(photoshop(kept.toByteArray())) : Optional.empty();
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty(); // Broken metadata is no reason to refuse a picture.
        }
    }

    private static ByteBuffer datasets(ByteBuffer block) {
        if (block.remaining() <= PHOTOSHOP.length
                || !block.slice(0, PHOTOSHOP.length).equals(ByteBuffer.wrap(PHOTOSHOP))) {
            return block;
        }
        block.position(PHOTOSHOP.length);
        while (block.remaining() >= 12 && block.getInt() == RESOURCE) {
            int id = block.getShort() & 0xffff;
            int name = block.get() & 0xff;
            block.position(block.position() + (name | 1)); // length byte and name together are even
            int size = block.getInt();
            if (id == RESOURCE_OF_IPTC) {
                return block.slice(block.position(), size);
            }
            block.position(block.position() + size + (size & 1));
        }
        return ByteBuffer.allocate(0);
    }

    private static byte[] photoshop(byte[] datasets) {
        return ByteBuffer.allocate(PHOTOSHOP.length + 12 + datasets.length + (datasets.length & 1))
                .put(PHOTOSHOP)
                .putInt(RESOURCE)
                .putShort((short) RESOURCE_OF_IPTC)
                .putShort((short) 0)
                .putInt(datasets.length)
                .put(datasets)
                .array();
    }
}
