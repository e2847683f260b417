package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Sends the test notice of {@code notifications/try_webhook}. */
public final class WebhookRoutes {

    private static final long PATIENCE_MILLIS = 5000;

    private final HttpClient http;

    public WebhookRoutes(Vertx vertx) {
        http = vertx.createHttpClient();
    }

    public void register(RouteTable routeTable) {
        routeTable.async("notifications/try_webhook", this::tryWebhook);
    }

    private Future<JsonNode> tryWebhook(RequestBody requestBody) {
        String address = new RequestBody(requestBody.object("slackConfiguration")).text("webhook");
        String notice = SandboxJson.object()
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
        return SandboxJson.object()
                .put("status", succeeded ? "succeeded" : "failed")
                .put("message", message);
    }
}
