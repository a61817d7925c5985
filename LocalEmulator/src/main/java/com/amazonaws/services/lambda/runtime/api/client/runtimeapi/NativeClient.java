package com.amazonaws.services.lambda.runtime.api.client.runtimeapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.api.client.runtimeapi.dto.InvocationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/**
 * Takes the place of the class of the same name in Lambda's runtime interface client, whose methods are native and exist
 * for Linux only. Everything else of the client stays as it is: handlers, their serialization, hooks, log and errors.
 *
 * <p>The function's process sees it only where the native library is not used; it is a single class file.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Using the Lambda runtime API</a>
 */
final class NativeClient {
    private static String invocations = "";

    private NativeClient() {}

    /** @param address host and port of the Runtime API */
    static void init(String address) {
        invocations = "http://" + address + "/2018-06-01/runtime/invocation/";
    }

    /** Waits for the next invocation, for as long as it takes. */
    static InvocationRequest next() {
        try {
            HttpURLConnection connection = connect("next");
            int status = connection.getResponseCode();
            if (status != 200) {
                throw new LambdaRuntimeClientException("Failed to get next.", status);
            }
            InvocationRequest request = new InvocationRequest();
            request.setId(connection.getHeaderField("Lambda-Runtime-Aws-Request-Id"));
            request.setXrayTraceId(connection.getHeaderField("Lambda-Runtime-Trace-Id"));
            request.setInvokedFunctionArn(connection.getHeaderField("Lambda-Runtime-Invoked-Function-Arn"));
            request.setDeadlineTimeInMs(connection.getHeaderFieldLong("Lambda-Runtime-Deadline-Ms", 0));
            request.setClientContext(connection.getHeaderField("Lambda-Runtime-Client-Context"));
            request.setCognitoIdentity(connection.getHeaderField("Lambda-Runtime-Cognito-Identity"));
            request.setTenantId(connection.getHeaderField("Lambda-Runtime-Aws-Tenant-Id"));
            try (InputStream body = connection.getInputStream()) {
                request.setContent(body.readAllBytes());
            }
            return request;
        } catch (IOException e) {
            throw new UncheckedIOException("The Runtime API gives no next invocation.", e);
        }
    }

    static void postInvocationResponse(byte[] requestId, byte[] response) {
        try {
            HttpURLConnection connection = connect(new String(requestId, UTF_8) + "/response");
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setFixedLengthStreamingMode(response.length);
            connection.setDoOutput(true);
            try (OutputStream body = connection.getOutputStream()) {
                body.write(response);
            }
            int status = connection.getResponseCode();
            if (status < 200 || status >= 300) {
                throw new LambdaRuntimeClientException("Failed to post invocation response.", status);
            }
            try (InputStream answer = connection.getInputStream()) {
                answer.transferTo(OutputStream.nullOutputStream()); // So that the connection can be used again.
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The Runtime API does not take the response.", e);
        }
    }

    private static HttpURLConnection connect(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(invocations + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestProperty("User-Agent", LambdaRuntimeApiClientImpl.USER_AGENT);
        return connection;
    }
}
