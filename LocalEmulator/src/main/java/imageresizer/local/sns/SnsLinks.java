package imageresizer.local.sns;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The links in SNS's messages; they lead back to this server. */
record SnsLinks(URI endpoint) {
    String confirm(Subscription subscription) {
        return endpoint + "/?Action=ConfirmSubscription&TopicArn=" + encode(subscription.topicArn()) + "&Token="
                + encode(subscription.token());
    }

    String unsubscribe(Subscription subscription) {
        return endpoint + "/?Action=Unsubscribe&SubscriptionArn=" + encode(subscription.arn());
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
