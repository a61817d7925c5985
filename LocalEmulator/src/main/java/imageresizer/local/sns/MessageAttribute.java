package imageresizer.local.sns;

import java.math.BigDecimal;

/**
 * An attribute of a message, for filter policies and for receivers.
 *
 * @param type {@code String}, {@code String.Array}, {@code Number} or {@code Binary}, perhaps with a part of one's own, as
 *     {@code Number.int}
 * @param value the string value, or the Base64 of a binary one
 */
public record MessageAttribute(String type, String value) {
    public MessageAttribute {
        if (!type.matches("(String|Number|Binary)(\\..*)?")) {
            throw SnsException.invalidValue("The message attribute type '" + type
                    + "' is not supported; it must begin with String, Number or Binary.");
        }
        if (type.startsWith("Number")) {
            try {
                new BigDecimal(value);
            } catch (NumberFormatException e) {
                throw SnsException.invalidValue("Could not cast message attribute value '" + value + "' to number.");
            }
        }
    }
}
