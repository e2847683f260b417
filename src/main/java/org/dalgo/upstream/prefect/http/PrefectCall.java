package org.dalgo.upstream.prefect.http;

import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One request to Prefect.
 *
 * @param method HTTP method
 * @param path below the base address; collections end in a slash, else Prefect answers 307
 * @param body sent as JSON, or null
 * @param doing what it is for, as in "could not …"
 * @param repeatable executing it twice is the same as once
 * @param confidential its body holds a secret: nothing that Prefect says about it may be passed on
 */
public record PrefectCall(
        HttpMethod method, String path, Object body, String doing, boolean repeatable, boolean confidential) {

    public static PrefectCall get(String path, String doing) {
        return new PrefectCall(HttpMethod.GET, path, null, doing, true, false);
    }

    /** Reads by a filter in the body. */
    public static PrefectCall filter(String path, Object body, String doing) {
        return new PrefectCall(HttpMethod.POST, path, body, doing, true, false);
    }

    public static PrefectCall post(String path, Object body, String doing) {
        return new PrefectCall(HttpMethod.POST, path, body, doing, false, false);
    }

    public static PrefectCall patch(String path, Object body, String doing) {
        return new PrefectCall(HttpMethod.PATCH, path, body, doing, true, false);
    }

    public static PrefectCall delete(String path, String doing) {
        return new PrefectCall(HttpMethod.DELETE, path, null, doing, true, false);
    }

    /** A POST that changes nothing when executed again. */
    public PrefectCall asRepeatable() {
        return new PrefectCall(method, path, body, doing, true, confidential);
    }

    public PrefectCall asConfidential() {
        return new PrefectCall(method, path, body, doing, repeatable, true);
    }

    /** A name as one segment of a path. */
    public static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** For logs: no body, for it may hold a secret. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
