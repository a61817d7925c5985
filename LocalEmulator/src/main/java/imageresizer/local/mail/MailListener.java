package imageresizer.local.mail;

/** Hears of new mail. */
@FunctionalInterface
public interface MailListener {
    /** Called for every mail once it is in an inbox, one after the other from a thread of its own. */
    void onMail(ReceivedMail mail);
}
