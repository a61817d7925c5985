package imageresizer.reason;

/** A language that mails are written in. The constants are named as the setting {@code MAIL_LANGUAGE} names them. */
public enum Language {
    EN,
    JA
}
