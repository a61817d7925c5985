package imageresizer.picture.render.portable;

/**
 * Offset print as seen on screen, for ink values that come without a profile: between 81 colours, those of no, half and
 * full ink of each kind, the others are mixed in proportion (the Neugebauer equations, in cells). The 81 are what the
 * CMYK profile built into libvips gives, so that both engines show the same; the mean difference from that is a CIE
 * &Delta;E of 2.
 */
final class CmykToSrgb {

    private static final int HALF = 128;
    private static final int FULL = 255;

    /** By cyan, magenta, yellow and black, the last counting fastest. */
    private static final int[] COLOURS = {
        0xffffff, 0x868584, 0x140500, 0xfff883, 0x8d8656, 0x0d0400, 0xfff000, 0x8f8300, 0x130600,
        0xf58ab6, 0x88576b, 0x150000, 0xf5866e, 0x895546, 0x0e0000, 0xf88300, 0x8a5100, 0x130000,
        0xea0080, 0x85004e, 0x120000, 0xe70051, 0x850533, 0x080000, 0xe80000, 0x860600, 0x190000,
        0x5bc1f0, 0x447285, 0x000500, 0x6fb98b, 0x496e55, 0x000100, 0x7bb408, 0x4f6b01, 0x010400,
        0x8074ac, 0x514b67, 0x000000, 0x83716e, 0x534844, 0x000000, 0x866e16, 0x544601, 0x000000,
        0x880d7a, 0x55004b, 0x000000, 0x881555, 0x550332, 0x000000, 0x891b1b, 0x530000, 0x000000,
        0x0099e3, 0x005d81, 0x000000, 0x00948c, 0x005854, 0x000000, 0x008d2d, 0x005514, 0x000000,
        0x005fa3, 0x003a63, 0x000000, 0x005d6f, 0x003843, 0x000000, 0x005825, 0x00340e, 0x000000,
        0x200675, 0x0b004a, 0x000000, 0x1f0850, 0x02002d, 0x000000, 0x21111f, 0x110812, 0x000000,
    };

    /** How far each index is from the next, by ink. */
    private static final int[] STEPS = {27, 9, 3, 1};

    private CmykToSrgb() {}

    /** Red, green and blue of four inks, each from 0 to 255, the most. */
    static int colour(int cyan, int magenta, int yellow, int black) {
        int[] inks = {cyan, magenta, yellow, black};
        int[] corners = {0};
        float[] shares = {1};
        for (int ink = 0; ink < STEPS.length; ink++) {
            int amount = inks[ink];
            boolean dense = amount >= HALF;
            float share = dense ? (float) (amount - HALF) / (FULL - HALF) : (float) amount / HALF;
            int[] nextCorners = new int[2 * corners.length];
            float[] nextShares = new float[2 * corners.length];
            for (int i = 0; i < corners.length; i++) {
                int lower = corners[i] + (dense ? STEPS[ink] : 0);
                nextCorners[2 * i] = lower;
                nextShares[2 * i] = shares[i] * (1 - share);
                nextCorners[2 * i + 1] = lower + STEPS[ink];
                nextShares[2 * i + 1] = shares[i] * share;
            }
            corners = nextCorners;
            shares = nextShares;
        }
        float red = 0;
        float green = 0;
        float blue = 0;
        for (int i = 0; i < corners.length; i++) {
            int corner = COLOURS[corners[i]];
            red += shares[i] * (corner >> 16 & 0xff);
            green += shares[i] * (corner >> 8 & 0xff);
            blue += shares[i] * (corner & 0xff);
        }
        return (Math.round(red) << 16) | (Math.round(green) << 8) | Math.round(blue);
    }
}
