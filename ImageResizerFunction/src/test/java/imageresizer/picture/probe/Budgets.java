package imageresizer.picture.probe;

/** Memory budgets of machines that tests make up. */
public final class Budgets {

    private Budgets() {}

    /** Nothing but the heap is limited, and this much of it is free. */
    public static MemoryBudget ofHeap(long megabytes) {
        return new MemoryBudget(
                Long.MAX_VALUE, () -> new MemoryBudget.Usage(0, megabytes << 20, megabytes << 20, 0), () -> {});
    }

    /** A function of this memory, of which a process just started has taken 128 MB. */
    public static MemoryBudget ofFunction(long megabytes) {
        return new MemoryBudget(
                megabytes << 20,
                () -> new MemoryBudget.Usage(16L << 20, 27L << 20, (megabytes * 85 / 100) << 20, 128L << 20),
                () -> {});
    }
}
