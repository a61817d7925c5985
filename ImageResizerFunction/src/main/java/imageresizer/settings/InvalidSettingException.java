package imageresizer.settings;

import imageresizer.model.PrintableText;

/** A setting that the function can't start with. Its message names the variable, the value and what is allowed. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InvalidSettingException(Setting setting, String value) {
        this(setting.name(), setting.allowed(), value);
    }

    InvalidSettingException(Setting setting) {
        super("The environment variable " + setting + " is not set; it must be " + setting.allowed() + ".");
    }

    /** @param allowed what the variable must be, as the end of a sentence */
    public InvalidSettingException(String variable, String allowed, String value) {
        super("The environment variable " + variable + " is \"" + PrintableText.oneLine(value) + "\", but it must be "
                + allowed + ".");
    }
}
