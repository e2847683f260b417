package org.dalgo.upstream.prefect.http;

import com.google.re2j.Pattern;
import java.net.URI;

/** Parts of Prefect's base address. */
public final class PrefectAddress {

    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");

    private PrefectAddress() {}

    public static int port(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return "https".equals(url.getScheme()) ? 443 : 80;
    }

    /** Path of the base address; a slash at its end is an easy mistake. */
    public static String path(URI url) {
        return TRAILING_SLASHES.matcher(url.getRawPath()).replaceFirst("");
    }
}
