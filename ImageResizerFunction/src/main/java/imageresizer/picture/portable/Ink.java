package imageresizer.picture.portable;

/**
 * Offset print as seen on screen, for ink values that come without a profile: between 81 colours, those of no, half and
 * full ink of each kind, the others are mixed in proportion (the Neugebauer equations, in cells). The 81 are what the
 * CMYK profile built into libvips gives, so that both engines show the same; the mean difference from that is a CIE
 * &Delta;E of 2.
 */
final class Ink {

    private static final int HALF = 128;
    private static final int FULL = 255;

    /** By cyan, magenta, yellow and black, the last counting fastest. */
    private static final int[] COLOURS = {
        0xffffff, 0x898889, 0x29232b, 0xfff888, 0x8f895f, 0x252324, 0xfff000, 0x91861e, 0x282325,
        0xf58db8, 0x8b5c72, 0x29202a, 0xf58975, 0x8c5b52, 0x261d25, 0xf88721, 0x8c5827, 0x281f26,
        0xea1785, 0x882059, 0x281828, 0xe8155b, 0x882344, 0x241624, 0xe81f2a, 0x89242b, 0x2b1b28,
        0x61c2f1, 0x4c768a, 0x1f232b, 0x73ba90, 0x50725f, 0x1f2227, 0x7fb62e, 0x55702c, 0x212327,
        0x8478af, 0x57526e, 0x201d28, 0x867575, 0x595050, 0x211f27, 0x897233, 0x5a4e2c, 0x1f1d26,
        0x8b267f, 0x5b1f56, 0x1e1724, 0x8b2a5f, 0x5b2243, 0x1f1926, 0x8c2d35, 0x59212c, 0x1d1a27,
        0x009ce4, 0x006286, 0x161f2a, 0x009791, 0x005e5e, 0x181f28, 0x008f3f, 0x005b32, 0x161a23,
        0x0064a6, 0x00436b, 0x181c29, 0x006276, 0x004250, 0x1b1c26, 0x005e3b, 0x063f30, 0x1b1a26,
        0x30247b, 0x252055, 0x191925, 0x2f245a, 0x221e40, 0x1d1e28, 0x302737, 0x272431, 0x21212c,
    };

    /** How far each index is from the next, by ink. */
    private static final int[] STEPS = {27, 9, 3, 1};

    private Ink() {}

    /** Cyan, magenta, yellow and black to opaque red, green and blue, in place. */
    static void toSrgb(int[] pixels) {
        int last = 0;
        int colour = 0xff000000 | COLOURS[0];
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i] != last) {
                last = pixels[i];
                colour = colour(last);
            }
            pixels[i] = colour;
        }
    }

    private static int colour(int cmyk) {
        int[] corners = {0};
        float[] shares = {1};
        for (int ink = 0; ink < STEPS.length; ink++) {
            int amount = cmyk >> (24 - 8 * ink) & 0xff;
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
        return 0xff000000 | (Math.round(red) << 16) | (Math.round(green) << 8) | Math.round(blue);
    }
}
