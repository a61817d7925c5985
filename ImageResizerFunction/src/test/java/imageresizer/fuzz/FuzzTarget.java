package imageresizer.fuzz;

import java.util.List;

/** Something that must hold for any input at all. */
public interface FuzzTarget {

    /** Well-formed and odd inputs, from which the fuzzer makes others. */
    List<byte[]> seeds();

    /** Throws what the input makes go wrong. */
    void check(byte[] input) throws Exception;
}
