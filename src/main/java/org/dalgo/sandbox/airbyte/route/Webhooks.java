package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;

/** Sends the test notice of {@code notifications/try_webhook}. */
public final class Webhooks {

    private static final long PATIENCE_MILLIS = 5000;

    private final HttpClient http;

    public Webhooks(Vertx vertx) {
        http = vertx.createHttpClient();
    }

    public void register(Routes routes) {
        routes.later("notifications/try_webhook", this::tryWebhook);
    }

    private Future<JsonNode> tryWebhook(Body body) {
        String address = new Body(body.object("slackConfiguration")).text("webhook");
        String notice = Json.object()
                .put("text", "Hello World! This is a test from Airbyte.")
                .toString();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(address)
                .putHeader("content-type", "application/json")
                .setTimeout(PATIENCE_MILLIS);
        return http.request(request)
                .compose(sending -> sending.send(Buffer.buffer(notice)))
                .map(HttpClientResponse::statusCode)
                .map(status -> answer(status / 100 == 2, "the webhook answered " + status))
                .otherwise(failure -> answer(false, "the webhook cannot be reached"));
    }

    private static JsonNode answer(boolean succeeded, String message) {
        return Json.object().put("status", succeeded ? "succeeded" : "failed").put("message", message);
    }
}
