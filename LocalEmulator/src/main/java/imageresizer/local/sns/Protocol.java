package imageresizer.local.sns;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a subscriber is reached. */
public enum Protocol {
    EMAIL("email"),
    EMAIL_JSON("email-json"),
    HTTP("http"),
    SQS("sqs");

    private final String wireName;

    Protocol(String wireName) {
        this.wireName = wireName;
    }

    /** The name in requests and templates. */
    public String wireName() {
        return wireName;
    }

    /** Whether subscribers get mails. */
    public boolean isMail() {
        return this == EMAIL || this == EMAIL_JSON;
    }

    static Protocol of(String wireName) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> SnsException.invalid("Protocol '" + wireName + "' is not among the local ones: "
                        + Arrays.stream(values()).map(Protocol::wireName).collect(Collectors.joining(", ")) + "."));
    }

    /** @throws SnsException if no subscriber can be reached there */
    void checkEndpoint(String endpoint) {
        try {
            switch (this) {
                case EMAIL, EMAIL_JSON -> new InternetAddress(endpoint, true).validate();
                case SQS -> {
                    if (!endpoint.startsWith("arn:aws:sqs:")) {
                        throw SnsException.invalid("SQS endpoint ARN");
                    }
                }
                case HTTP -> {
                    var uri = new URI(endpoint);
                    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
                        throw SnsException.invalid("Endpoint must match the specified protocol");
                    }
                }
            }
        } catch (AddressException e) {
            throw SnsException.invalid("Email address");
        } catch (URISyntaxException e) {
            throw SnsException.invalid("Endpoint is no URL");
        }
        if (isMail() && !endpoint.contains("@")) {
            throw SnsException.invalid("Email address");
        }
    }
}
