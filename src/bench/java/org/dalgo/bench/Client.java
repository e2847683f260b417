package org.dalgo.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.IntPredicate;

/** A person who has signed in to the application and acts in one organisation. */
final class Client {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;
    private final String org;
    private final String token;

    private Client(URI server, String org, String token) {
        this.server = server;
        this.org = org;
        this.token = token;
    }

    /** Signs in. */
    static Client of(URI server, String person, String org) {
        return new Client(server, org, new JsonObject(send(signIn(server, person))).getString("token"));
    }

    /** The request by which that person signs in. */
    static HttpRequest signIn(URI server, String person) {
        String credentials = new JsonObject()
                .put("username", person)
                .put("password", Seed.PASSWORD)
                .encode();
        return HttpRequest.newBuilder(server.resolve("/api/login/"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(credentials))
                .build();
    }

    URI server() {
        return server;
    }

    String org() {
        return org;
    }

    String token() {
        return token;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("x-dalgo-org", org)
                .header("Authorization", "Bearer " + token);
    }

    String get(String path) {
        return send(request(path).GET().build());
    }

    /** The body of an answer that must have that status. */
    String get(String path, int status) {
        return send(request(path).GET().build(), answered -> answered == status);
    }

    String post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    /** The body of an answer; any other than a success ends the benchmark. */
    static String send(HttpRequest request) {
        return send(request, answered -> answered / 100 == 2);
    }

    private static String send(HttpRequest request, IntPredicate expected) {
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            if (!expected.test(answer.statusCode())) {
                throw new IllegalStateException(
                        request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + " did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
