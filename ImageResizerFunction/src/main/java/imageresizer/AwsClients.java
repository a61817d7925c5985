package imageresizer;

import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/** How this function talks to AWS. The AWS SDK finds endpoint, region and credentials in its own settings. */
final class AwsClients {

    /** Of one request. More than usual: giving up after the notification means that the next attempt sends it again. */
    private static final int MOST_ATTEMPTS = 6;

    private AwsClients() {}

    static SdkHttpClient http() {
        return Apache5HttpClient.create();
    }

    static S3Client s3(SdkHttpClient http) {
        return S3Client.builder()
                .httpClient(http)
                .overrideConfiguration(AwsClients::persistently)
                // What is sent is in memory and small: it needs neither pieces nor to be announced.
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false).expectContinueEnabled(false))
                .build();
    }

    static SnsClient sns(SdkHttpClient http) {
        return SnsClient.builder()
                .httpClient(http)
                .overrideConfiguration(AwsClients::persistently)
                .build();
    }

    private static void persistently(ClientOverrideConfiguration.Builder configuration) {
        configuration.retryStrategy(retry -> retry.maxAttempts(MOST_ATTEMPTS));
    }
}
