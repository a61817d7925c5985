package imageresizer.local.sns;

import imageresizer.local.gateway.XmlAnswer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * SNS in the AWS query protocol: form parameters in, XML out. Any credentials will do.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Operations.html">SNS actions</a>
 */
final class SnsServlet extends HttpServlet {
    /** What a link in a mail may do; everything else changes or reveals more than a stray GET should. */
    private static final Set<String> BY_LINK = Set.of("ConfirmSubscription", "Unsubscribe");

    private static final String NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
    /** Where the link in a confirmation mail leads: to a page, whichever program opens it. */
    static final String CONFIRMATION_PAGE = "/confirmation.html";

    private final transient LocalSns sns;

    SnsServlet(LocalSns sns) {
        this.sns = sns;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean toPage = request.getRequestURI().equals(CONFIRMATION_PAGE);
        String action = toPage ? "ConfirmSubscription" : Objects.requireNonNullElse(request.getParameter("Action"), "");
        boolean byLink = request.getMethod().equals("GET");
        boolean browser = toPage
                || (byLink
                        && Objects.requireNonNullElse(request.getHeader("Accept"), "")
                                .contains("text/html"));
        String requestId = UUID.randomUUID().toString();
        response.setHeader("x-amzn-RequestId", requestId);
        try {
            if (byLink && !BY_LINK.contains(action)) {
                throw SnsException.unknownAction(action + " by GET");
            }
            var answer = XmlAnswer.begin(action + "Response", NAMESPACE).open(action + "Result");
            act(action, new FormParameters(request), answer);
            if (browser) {
                send(response, 200, "text/html", page(action, request));
            } else {
                answer.close().open("ResponseMetadata").element("RequestId", requestId);
                send(response, 200, "text/xml", answer.end());
            }
        } catch (SnsException e) {
            if (browser) {
                send(response, e.status(), "text/html", HtmlPage.of("This link does not work.", e.getMessage()));
            } else {
                String xml = XmlAnswer.error(NAMESPACE, e.code(), e.getMessage(), requestId)
                        .end();
                send(response, e.status(), "text/xml", xml);
            }
        }
    }

    private void act(String action, FormParameters in, XmlAnswer out) {
        switch (action) {
            case "CreateTopic" ->
                out.element(
                        "TopicArn",
                        sns.createTopic(
                                in.required("Name"), in.map("Attributes").get("DisplayName")));
            case "DeleteTopic" -> sns.deleteTopic(in.required("TopicArn"));
            case "ListTopics" -> members(out, "Topics", sns.topics(), topic -> out.element("TopicArn", topic.arn()));
            case "GetTopicAttributes" -> topicAttributes(sns.topic(in.required("TopicArn")), out);
            case "SetTopicAttributes" -> setTopicAttribute(in);
            case "Subscribe" -> subscribe(in, out);
            case "ConfirmSubscription" ->
                out.element(
                        "SubscriptionArn",
                        sns.confirm(in.required("TopicArn"), in.required("Token"))
                                .arn());
            case "Unsubscribe" -> sns.unsubscribe(in.required("SubscriptionArn"));
            case "ListSubscriptions" -> subscriptions(sns.subscriptions(), out);
            case "ListSubscriptionsByTopic" -> {
                String topicArn = sns.topic(in.required("TopicArn")).arn();
                subscriptions(
                        sns.subscriptions().stream()
                                .filter(subscription -> subscription.topicArn().equals(topicArn))
                                .toList(),
                        out);
            }
            case "GetSubscriptionAttributes" ->
                subscriptionAttributes(sns.subscription(in.required("SubscriptionArn")), out);
            case "SetSubscriptionAttributes" ->
                sns.setAttribute(
                        in.required("SubscriptionArn"),
                        in.required("AttributeName"),
                        Objects.requireNonNullElse(in.optional("AttributeValue"), ""));
            case "Publish" ->
                out.element(
                        "MessageId",
                        sns.publish(publishRequest(in), in.request().getHeader("X-Amz-Security-Token")));
            default -> throw SnsException.unknownAction(action);
        }
    }

    private void setTopicAttribute(FormParameters in) {
        if (!in.required("AttributeName").equals("DisplayName")) {
            throw SnsException.invalid("AttributeName");
        }
        sns.setDisplayName(in.required("TopicArn"), Objects.requireNonNullElse(in.optional("AttributeValue"), ""));
    }

    private void subscribe(FormParameters in, XmlAnswer out) {
        Subscription subscription = sns.subscribe(
                in.required("TopicArn"), in.required("Protocol"), in.required("Endpoint"), in.map("Attributes"));
        boolean tellArn = subscription.confirmed() || "true".equals(in.optional("ReturnSubscriptionArn"));
        out.element("SubscriptionArn", tellArn ? subscription.arn() : "pending confirmation");
    }

    private static PublishRequest publishRequest(FormParameters in) {
        String topicArn = in.optional("TopicArn");
        return new PublishRequest(
                topicArn == null ? in.required("TargetArn") : topicArn,
                in.optional("Subject"),
                Objects.requireNonNullElse(in.optional("Message"), ""),
                in.optional("MessageStructure"),
                in.messageAttributes());
    }

    private void topicAttributes(Topic topic, XmlAnswer out) {
        List<Subscription> subscriptions = sns.subscriptions().stream()
                .filter(subscription -> subscription.topicArn().equals(topic.arn()))
                .toList();
        long confirmed = subscriptions.stream().filter(Subscription::confirmed).count();
        out.open("Attributes")
                .entry("TopicArn", topic.arn())
                .entry("DisplayName", topic.displayName())
                .entry("Owner", owner(topic.arn()))
                .entry("SubscriptionsConfirmed", String.valueOf(confirmed))
                .entry("SubscriptionsPending", String.valueOf(subscriptions.size() - confirmed))
                .entry("SubscriptionsDeleted", "0")
                .close();
    }

    private static void subscriptionAttributes(Subscription subscription, XmlAnswer out) {
        FilterPolicy filter = subscription.filter();
        out.open("Attributes")
                .entry("SubscriptionArn", subscription.arn())
                .entry("TopicArn", subscription.topicArn())
                .entry("Owner", owner(subscription.topicArn()))
                .entry("Protocol", subscription.protocol().wireName())
                .entry("Endpoint", subscription.endpoint())
                .entry("PendingConfirmation", String.valueOf(!subscription.confirmed()))
                .entry("ConfirmationWasAuthenticated", "false")
                .entry("RawMessageDelivery", String.valueOf(subscription.raw()))
                .entry("FilterPolicy", filter == null ? null : filter.source())
                .entry("FilterPolicyScope", filter == null ? null : FilterPolicy.SCOPE)
                .close();
    }

    private static void subscriptions(List<Subscription> subscriptions, XmlAnswer out) {
        members(
                out,
                "Subscriptions",
                subscriptions,
                subscription -> out.element("TopicArn", subscription.topicArn())
                        .element("Protocol", subscription.protocol().wireName())
                        .element(
                                "SubscriptionArn",
                                subscription.confirmed() ? subscription.arn() : "PendingConfirmation")
                        .element("Owner", owner(subscription.topicArn()))
                        .element("Endpoint", subscription.endpoint()));
    }

    private static <T> void members(XmlAnswer out, String list, List<T> items, Consumer<T> write) {
        out.open(list);
        for (T item : items) {
            out.open("member");
            write.accept(item);
            out.close();
        }
        out.close();
    }

    private static String owner(String topicArn) {
        return topicArn.split(":", -1)[4];
    }

    private static String page(String action, HttpServletRequest request) {
        return action.equals("Unsubscribe")
                ? HtmlPage.of(
                        "Subscription removed!",
                        "Your subscription's id was:",
                        Objects.requireNonNullElse(request.getParameter("SubscriptionArn"), ""))
                : HtmlPage.of(
                        "Subscription confirmed!",
                        "You have successfully subscribed to the topic:",
                        Objects.requireNonNullElse(request.getParameter("TopicArn"), ""),
                        "Its messages come to you from now on. You may close this page.");
    }

    private static void send(HttpServletResponse response, int status, String type, String body) throws IOException {
        response.setStatus(status);
        response.setContentType(type + ";charset=utf-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }

    /** The parameters of a request, and what the query protocol spreads over several of them. */
    private record FormParameters(HttpServletRequest request) {
        @Nullable
        String optional(String name) {
            return request.getParameter(name);
        }

        String required(String name) {
            String value = request.getParameter(name);
            if (value == null || value.isEmpty()) {
                throw SnsException.invalid(name + " Reason: no value for required parameter");
            }
            return value;
        }

        /** {@code Attributes.entry.1.key=…&Attributes.entry.1.value=…}. */
        Map<String, String> map(String name) {
            var map = new LinkedHashMap<String, String>();
            for (int i = 1; ; i++) {
                String key = request.getParameter(name + ".entry." + i + ".key");
                if (key == null) {
                    return map;
                }
                String value = request.getParameter(name + ".entry." + i + ".value");
                map.put(key, Objects.requireNonNullElse(value, ""));
            }
        }

        Map<String, MessageAttribute> messageAttributes() {
            var attributes = new LinkedHashMap<String, MessageAttribute>();
            for (int i = 1; ; i++) {
                String entry = "MessageAttributes.entry." + i;
                String name = request.getParameter(entry + ".Name");
                if (name == null) {
                    return attributes;
                }
                String text = request.getParameter(entry + ".Value.StringValue");
                String binary = request.getParameter(entry + ".Value.BinaryValue");
                if (text == null && binary == null) {
                    throw SnsException.invalidValue(
                            "The message attribute '" + name + "' must contain non-empty message attribute value.");
                }
                attributes.put(
                        name,
                        new MessageAttribute(
                                required(entry + ".Value.DataType"), text == null ? base64(binary) : text));
            }
        }

        private static String base64(@Nullable String text) {
            try {
                return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(String.valueOf(text)));
            } catch (IllegalArgumentException e) {
                throw SnsException.invalidValue("A binary message attribute is no Base64.");
            }
        }
    }
}
