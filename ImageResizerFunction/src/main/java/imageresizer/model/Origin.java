package imageresizer.model;

import java.util.Locale;

/** Why a picture was resized. */
public enum Origin {

    /** An event said that something has happened to it. People hear of that by mail. */
    UPLOAD,

    /** A backfill job lists it. */
    BACKFILL;

    /** In manifests and message attributes. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a word; what is not known is an upload. */
    public static Origin of(String word) {
        return word.equals(BACKFILL.word()) ? BACKFILL : UPLOAD;
    }
}
