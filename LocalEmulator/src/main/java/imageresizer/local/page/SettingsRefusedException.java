package imageresizer.local.page;

/** Settings cannot be put into force; the message is one sentence for the user. */
public final class SettingsRefusedException extends Exception {

    private static final long serialVersionUID = 1;

    public SettingsRefusedException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
