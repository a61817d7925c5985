package imageresizer.reason;

/** A language that mails are written in. The constants are named as the setting {@code MAIL_LANGUAGE} names them. */
public enum Language {
    EN,
    JA;

    /** The one of two texts that is in this language. */
    public String choose(String english, String japanese) {
        return switch (this) {
            case EN -> english;
            case JA -> japanese;
        };
    }
}
