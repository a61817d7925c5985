package imageresizer.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Addresses of objects on the web. They are printable ASCII, for any key. */
public final class WebAddress {

    private static final int VERSION_DIGITS = 8;

    private WebAddress() {}

    /** A key as the path of an address. Slashes stay, so that people can read the folders. */
    public static String path(String key) {
        return URLEncoder.encode(key, UTF_8).replace("+", "%20").replace("%2F", "/");
    }

    /**
     * Where a rendition is served. Renditions are overwritten under their key; another content has another address, so
     * that no cache shows the old one.
     *
     * @param baseUrl where renditions are served from, with or without slashes at its end
     * @param sha256 of the content, hexadecimal
     */
    public static String of(String baseUrl, String key, String sha256) {
        return baseUrl.replaceFirst("/+$", "") + "/" + path(key) + "?v=" + sha256.substring(0, VERSION_DIGITS);
    }
}
