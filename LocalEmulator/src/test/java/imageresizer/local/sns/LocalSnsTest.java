package imageresizer.local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import imageresizer.local.gateway.LocalServices;
import imageresizer.local.mail.ReceivedMail;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.Subscription;

/** Asked through Amazon's own client; mails come by SMTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalSnsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final List<PublishedMessage> published = new CopyOnWriteArrayList<>();
    private final List<String> mailed = new CopyOnWriteArrayList<>();
    private final LocalServices aws = new LocalServices(new SnsListener() {
        @Override
        public void published(PublishedMessage message, @Nullable String sessionToken) {
            published.add(message);
        }

        @Override
        public void mailSent(@Nullable String messageId, String recipient) {
            mailed.add(messageId + " " + recipient);
        }
    });
    private final SnsClient sns = aws.snsClient();
    private final HttpClient browser = HttpClient.newHttpClient();
    private String topic = "";
    private String me = "";

    @BeforeEach
    void createTopic(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        topic = sns.createTopic(create -> create.name(name).attributes(Map.of("DisplayName", "Image Resizer")))
                .topicArn();
        me = name + "@example.com";
    }

    @AfterAll
    void close() {
        sns.close();
        browser.close();
        aws.close();
    }

    private ReceivedMail mail(Predicate<ReceivedMail> wanted) throws InterruptedException {
        return aws.mailbox()
                .await(mail -> mail.mailbox().equalsIgnoreCase(me) && wanted.test(mail), PATIENCE)
                .orElseThrow(() -> new AssertionError("no such mail to " + me));
    }

    private static String linkIn(ReceivedMail mail, String part) {
        return mail.text()
                .lines()
                .filter(line -> line.startsWith("http://") && line.contains(part))
                .findFirst()
                .orElseThrow();
    }

    private String open(String link, String accept) throws IOException, InterruptedException {
        HttpResponse<String> page = browser.send(
                HttpRequest.newBuilder(URI.create(link))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return page.statusCode() + " " + page.body();
    }

    private void subscribeMe(Map<String, String> attributes) {
        aws.sns().confirm(aws.sns().subscribe(topic, "email", me, attributes).arn());
    }

    @Test
    void anAddressGetsMessagesAfterItHasOpenedTheLinkAndNoneAfterTheOther() throws IOException, InterruptedException {
        assertThat(sns.subscribe(request ->
                                request.topicArn(topic).protocol("email").endpoint(me))
                        .subscriptionArn())
                .isEqualTo("pending confirmation");
        assertThat(sns.listSubscriptionsByTopic(list -> list.topicArn(topic)).subscriptions())
                .extracting(Subscription::subscriptionArn)
                .containsExactly("PendingConfirmation");
        sns.publish(request -> request.topicArn(topic).message("too early"));

        ReceivedMail question = mail(any -> true);
        assertThat(question.subject()).isEqualTo("AWS Notification - Subscription Confirmation");
        assertThat(question.text()).contains(topic);
        assertThat(open(linkIn(question, "/confirmation.html"), "*/*"))
                .startsWith("200 <!DOCTYPE html>")
                .contains("Subscription confirmed!", topic);

        String id = sns.publish(
                        request -> request.topicArn(topic).subject("Hello").message("Grüße 旅行"))
                .messageId();
        ReceivedMail mail = mail(any -> any.subject().equals("Hello"));
        assertThat(mail.from()).isEqualTo("Image Resizer <no-reply@sns.us-east-1.localhost>");
        assertThat(mail.text()).startsWith("Grüße 旅行\n\n--\nIf you wish to stop receiving notifications");
        Subscription subscription = sns.listSubscriptionsByTopic(list -> list.topicArn(topic))
                .subscriptions()
                .getFirst();
        assertThat(mail.source())
                .contains("x-amz-sns-message-id: " + id + "\r\n")
                .containsPattern("x-amz-sns-subscription-arn:\\s+" + subscription.subscriptionArn());
        assertThat(mailed).contains(id + " " + me);

        assertThat(open(linkIn(mail, "Action=Unsubscribe"), "text/html")).contains("Subscription removed!");
        assertThat(sns.listSubscriptionsByTopic(list -> list.topicArn(topic)).subscriptions())
                .isEmpty();
        assertThat(aws.mailbox().mails()).noneMatch(any -> any.text().startsWith("too early"));
    }

    @Test
    void aProgramThatConfirmsGetsXml() throws IOException, InterruptedException {
        sns.subscribe(request -> request.topicArn(topic).protocol("email").endpoint(me));
        String link = linkIn(mail(any -> true), "/confirmation.html?");
        assertThat(open(link.replace("/confirmation.html?", "/?Action=ConfirmSubscription&"), "*/*"))
                .contains("<ConfirmSubscriptionResult><SubscriptionArn>" + topic + ":");
    }

    @Test
    void aWrongLinkSaysSoWithoutEchoingMarkup() throws IOException, InterruptedException {
        assertThat(open(aws.uri() + "/confirmation.html?TopicArn=" + topic + "&Token=%3Cscript%3E", "*/*"))
                .startsWith("400 <!DOCTYPE html>")
                .contains("Invalid parameter: Token")
                .doesNotContain("<script>");
        assertThat(open(aws.uri() + "/?Action=Unsubscribe&SubscriptionArn=a:b:c:d:e:f%3Cscript%3E", "text/html"))
                .contains("f&lt;script&gt;")
                .doesNotContain("<script>");
        assertThat(open(aws.uri() + "/?Action=Publish&Message=x&TopicArn=" + topic, "*/*"))
                .startsWith("400 ")
                .contains("<Code>InvalidAction</Code>");
    }

    @Test
    void everyProtocolGetsItsOwnText() throws InterruptedException {
        subscribeMe(Map.of());
        sns.publish(request -> request.topicArn(topic)
                .messageStructure("json")
                .message("{\"default\": \"{}\", \"email\": \"for people\"}"));
        assertThat(mail(any -> any.subject().equals("AWS Notification Message")).text())
                .startsWith("for people\n");
        assertThat(published.getLast().text("http")).isEqualTo("{}");
    }

    @Test
    void aFilterPolicyKeepsMessagesAway() throws InterruptedException {
        subscribeMe(Map.of("FilterPolicy", "{\"outcome\": [\"REJECTED\", {\"prefix\": \"PART\"}]}"));
        for (String outcome : List.of("RESIZED", "REJECTED")) {
            sns.publish(request -> request.topicArn(topic)
                    .subject(outcome)
                    .message("m")
                    .messageAttributes(Map.of(
                            "outcome",
                            MessageAttributeValue.builder()
                                    .dataType("String")
                                    .stringValue(outcome)
                                    .build())));
        }
        mail(any -> any.subject().equals("REJECTED"));
        String arn = sns.listSubscriptionsByTopic(list -> list.topicArn(topic))
                .subscriptions()
                .getFirst()
                .subscriptionArn();
        assertThat(sns.getSubscriptionAttributes(get -> get.subscriptionArn(arn))
                        .attributes())
                .containsEntry("FilterPolicy", "{\"outcome\": [\"REJECTED\", {\"prefix\": \"PART\"}]}")
                .containsEntry("FilterPolicyScope", "MessageAttributes")
                .containsEntry("PendingConfirmation", "false");

        sns.setSubscriptionAttributes(
                set -> set.subscriptionArn(arn).attributeName("FilterPolicy").attributeValue("{}"));
        sns.publish(request -> request.topicArn(topic).subject("All").message("m"));
        mail(any -> any.subject().equals("All"));
        assertThat(aws.mailbox().mails())
                .noneMatch(any ->
                        any.mailbox().equalsIgnoreCase(me) && any.subject().equals("RESIZED"));
    }

    @Test
    void anHttpEndpointIsAskedAndThenPostedEveryMessage() throws IOException, InterruptedException {
        var requests = new LinkedBlockingQueue<Post>();
        HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext("/hook", exchange -> {
            requests.add(new Post(
                    exchange.getRequestHeaders().getFirst("x-amz-sns-message-type"),
                    exchange.getRequestHeaders().getFirst("x-amz-sns-topic-arn"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        endpoint.start();
        try {
            String url = "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/hook";
            sns.subscribe(request -> request.topicArn(topic).protocol("http").endpoint(url));
            JsonNode question = next(requests, "SubscriptionConfirmation");
            sns.confirmSubscription(confirm ->
                    confirm.topicArn(topic).token(question.path("Token").textValue()));

            String id = sns.publish(request -> request.topicArn(topic)
                            .subject("Hello")
                            .message("Grüße")
                            .messageAttributes(Map.of(
                                    "n",
                                    MessageAttributeValue.builder()
                                            .dataType("Number")
                                            .stringValue("1")
                                            .build())))
                    .messageId();
            JsonNode message = next(requests, "Notification");
            assertThat(message.path("MessageId").textValue()).isEqualTo(id);
            assertThat(message.path("TopicArn").textValue()).isEqualTo(topic);
            assertThat(message.path("Subject").textValue()).isEqualTo("Hello");
            assertThat(message.path("Message").textValue()).isEqualTo("Grüße");
            assertThat(message.at("/MessageAttributes/n/Value").textValue()).isEqualTo("1");
        } finally {
            endpoint.stop(0);
        }
    }

    private record Post(String type, String topic, String body) {}

    private JsonNode next(BlockingQueue<Post> requests, String type) throws IOException, InterruptedException {
        Post request = requests.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.type()).isEqualTo(type);
        assertThat(request.topic()).isEqualTo(topic);
        return JSON.readTree(request.body());
    }

    @Test
    void topicsAreCreatedOnceAndListed() {
        assertThat(sns.createTopic(create -> create.name("topicsAreCreatedOnceAndListed"))
                        .topicArn())
                .isEqualTo(topic)
                .isEqualTo("arn:aws:sns:us-east-1:000000000000:topicsAreCreatedOnceAndListed");
        assertThat(sns.listTopics().topics())
                .filteredOn(any -> any.topicArn().equals(topic))
                .hasSize(1);
        sns.subscribe(request -> request.topicArn(topic).protocol("email").endpoint(me));
        sns.subscribe(request -> request.topicArn(topic).protocol("email").endpoint(me));
        assertThat(sns.getTopicAttributes(get -> get.topicArn(topic)).attributes())
                .containsEntry("DisplayName", "Image Resizer")
                .containsEntry("SubscriptionsPending", "1")
                .containsEntry("SubscriptionsConfirmed", "0");
        sns.deleteTopic(delete -> delete.topicArn(topic));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sns.publish(request -> request.topicArn(topic).message("m")));
        assertThat(aws.sns().subscriptions()).noneMatch(any -> any.topicArn().equals(topic));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Größe", "two\nlines", " leading space", "bell\u0007"})
    void aSubjectMustBePlainAscii(String subject) {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> sns.publish(
                        request -> request.topicArn(topic).message("m").subject(subject)));
    }

    @Test
    void aSubjectMayHave100Characters() {
        sns.publish(request -> request.topicArn(topic).message("m").subject("x".repeat(100)));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> sns.publish(
                        request -> request.topicArn(topic).message("m").subject("x".repeat(101))));
    }

    @Test
    void aMessageMayHave256Kilobytes() {
        String largest = "ü".repeat(128 * 1024);
        sns.publish(request -> request.topicArn(topic).message(largest));
        assertThat(published)
                .anySatisfy(message -> assertThat(message.text("email")).isEqualTo(largest));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> sns.publish(request -> request.topicArn(topic).message(largest + "x")))
                .withMessageContaining("Message too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "[]", "{\"email\": \"no default\"}", "{\"default\": 1}"})
    void aStructuredMessageNeedsADefaultText(String message) {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> sns.publish(request ->
                        request.topicArn(topic).messageStructure("json").message(message)));
    }

    @Test
    void whatCannotBeReachedCannotSubscribe() {
        for (List<String> wrong : List.of(
                List.of("sms", "+491701234567"),
                List.of("email", "nobody"),
                List.of("email", "a@b\r\nBcc: c@d"),
                List.of("http", "https://example.com"),
                List.of("http", "nonsense"))) {
            assertThatExceptionOfType(InvalidParameterException.class)
                    .isThrownBy(() -> sns.subscribe(request ->
                            request.topicArn(topic).protocol(wrong.getFirst()).endpoint(wrong.getLast())));
        }
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> sns.subscribe(request -> request.topicArn(topic)
                        .protocol("email")
                        .endpoint(me)
                        .attributes(Map.of("FilterPolicy", "{\"a\": [{\"suffix\": \"x\"}]}"))))
                .withMessageContaining("\"a\" has the condition {\"suffix\":\"x\"}, but the local SNS knows texts and");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> sns.subscribe(request ->
                        request.topicArn(topic + "x").protocol("email").endpoint(me)));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> sns.getTopicAttributes(get -> get.topicArn("not an arn")));
    }

    @Test
    void deliveriesUnderWayAreFinishedBeforeTheEnd() {
        try (var own = new LocalServices()) {
            String arn = own.sns().createTopic("t", null);
            own.sns()
                    .confirm(own.sns()
                            .subscribe(arn, "email", "me@example.com", Map.of())
                            .arn());
            for (int i = 0; i < 10; i++) {
                own.sns().publish(new PublishRequest(arn, null, "message " + i, null, Map.of()), null);
            }
            own.sns().close();
            assertThat(own.mailbox().mails()).hasSize(11);
        }
    }

    /** What makes SNS end the mails of a person for whom a whole folder of pictures was uploaded. */
    @Test
    void moreThanTenMailsInASecondSuspendASubscriptionUntilItIsConfirmedAgain() throws InterruptedException {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        List<String> suspended = new CopyOnWriteArrayList<>();
        try (var own = LocalServices.at(now::get, new SnsListener() {
            @Override
            public void suspended(imageresizer.local.sns.Subscription subscription, String messageId) {
                suspended.add(subscription.endpoint() + " " + messageId);
            }
        })) {
            LocalSns service = own.sns();
            String arn = service.createTopic("t", null);
            String mine =
                    service.subscribe(arn, "email", "me@example.com", Map.of()).arn();
            service.confirm(mine);
            URI firstLink = service.confirmationLink(service.subscription(mine));
            for (int i = 0; i < 10; i++) {
                publish(service, arn);
                now.updateAndGet(time -> time.plusMillis(99));
            }
            now.updateAndGet(time -> time.plusMillis(10)); // A second after the first one.
            publish(service, arn);
            assertThat(suspended)
                    .as("11 mails, of which never more than 10 were in a second")
                    .isEmpty();

            now.updateAndGet(time -> time.plusMillis(98));
            String oneTooMany = publish(service, arn);

            assertThat(suspended).containsExactly("me@example.com " + oneTooMany);
            assertThat(service.subscription(mine).confirmed()).isFalse();
            publish(service, arn);
            service.close();
            assertThat(own.mailbox().mails())
                    .filteredOn(mail -> mail.subject().equals("m"))
                    .hasSize(11);
            assertThat(own.mailbox().mails())
                    .filteredOn(mail -> mail.subject().equals(MailText.CONFIRMATION_SUBJECT))
                    .hasSize(2)
                    .anySatisfy(mail -> assertThat(mail.text())
                            .contains(service.confirmationLink(service.subscription(mine))
                                    .toString())
                            .doesNotContain(firstLink.toString()));

            service.confirm(mine);
            assertThat(service.subscription(mine).confirmed()).isTrue();
        }
    }

    private static String publish(LocalSns service, String arn) {
        return service.publish(new PublishRequest(arn, "m", "m", null, Map.of()), null);
    }
}
