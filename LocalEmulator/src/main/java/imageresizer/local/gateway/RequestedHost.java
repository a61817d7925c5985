package imageresizer.local.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the Host header of a request asks for. */
public sealed interface RequestedHost {
    /** This machine by one of its own names; the bucket, if any, is in the path. */
    record ThisMachine() implements RequestedHost {}

    /** S3's virtual-host style: the bucket is the first part of the host's name. */
    record BucketHost(String name) implements RequestedHost {}

    /** Any other name. A browser sends it when a foreign page points its own name at this machine (DNS rebinding). */
    record Foreign(String host) implements RequestedHost {}

    /**
     * Reads a Host header.
     *
     * @param header the header's value, with or without a port; null (HTTP/1.0, never a browser) means this machine
     */
    static RequestedHost of(@Nullable String header) {
        if (header == null) {
            return new ThisMachine();
        }
        String host = withoutPort(header.toLowerCase(Locale.ROOT));
        if (Names.THIS_MACHINE.contains(host)) {
            return new ThisMachine();
        }
        for (String suffix : Names.BUCKET_SUFFIXES) {
            if (host.endsWith(suffix) && host.length() > suffix.length()) {
                return new BucketHost(host.substring(0, host.length() - suffix.length()));
            }
        }
        return new Foreign(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    /** The names that lead to 127.0.0.1; RFC 6761 reserves everything below {@code localhost} for it. */
    final class Names {
        static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "s3.localhost");
        /** The longest first, so that no bucket is called {@code photos.s3}. */
        static final List<String> BUCKET_SUFFIXES = List.of(".s3.localhost", ".localhost", ".127.0.0.1");

        private Names() {}
    }
}
