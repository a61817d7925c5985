package imageresizer;

/** A setting that the function can't start with. Its message names the variable, the value and what is allowed. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidSettingException(String variable, String value, String allowed) {
        super("The environment variable " + variable + " is \"" + Display.oneLine(value) + "\", but it must be "
                + allowed + ".");
    }

    InvalidSettingException(String variable, String allowed) {
        super("The environment variable " + variable + " is not set; it must be " + allowed + ".");
    }
}
