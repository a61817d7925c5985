package imageresizer.picture.portable;

/** Takes a picture row by row from the top; a pixel is four channels of eight bits. */
interface RowSink {

    int width();

    int height();

    /** How many rows have come so far. */
    int rows();

    /** Takes the next row; one beyond the picture's height is left out. */
    void add(int[] pixels);

    /** Forgets all rows: a finer version of the whole picture comes. */
    void restart();
}
