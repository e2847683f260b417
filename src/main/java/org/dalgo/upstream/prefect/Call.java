package org.dalgo.upstream.prefect;

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
record Call(HttpMethod method, String path, Object body, String doing, boolean repeatable, boolean confidential) {

    static Call get(String path, String doing) {
        return new Call(HttpMethod.GET, path, null, doing, true, false);
    }

    /** Reads by a filter in the body. */
    static Call filter(String path, Object body, String doing) {
        return new Call(HttpMethod.POST, path, body, doing, true, false);
    }

    static Call post(String path, Object body, String doing) {
        return new Call(HttpMethod.POST, path, body, doing, false, false);
    }

    static Call patch(String path, Object body, String doing) {
        return new Call(HttpMethod.PATCH, path, body, doing, true, false);
    }

    static Call delete(String path, String doing) {
        return new Call(HttpMethod.DELETE, path, null, doing, true, false);
    }

    /** A POST that changes nothing when executed again. */
    Call asRepeatable() {
        return new Call(method, path, body, doing, true, confidential);
    }

    Call asConfidential() {
        return new Call(method, path, body, doing, repeatable, true);
    }

    /** A name as one segment of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** For logs: no body, for it may hold a secret. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
