package imageresizer.local.sns;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The links in SNS's messages; they lead back to this server. */
record SnsLinks(URI endpoint) {
    /** As on AWS, programs get an address of the API, and people one of a page. */
    String confirm(Subscription subscription) {
        String start = subscription.protocol() == Protocol.EMAIL
                ? SnsServlet.CONFIRMATION_PAGE + "?"
                : "/?Action=ConfirmSubscription&";
        return endpoint + start + "TopicArn=" + encode(subscription.topicArn()) + "&Token="
                + encode(subscription.token());
    }

    String unsubscribe(Subscription subscription) {
        return endpoint + "/?Action=Unsubscribe&SubscriptionArn=" + encode(subscription.arn());
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
