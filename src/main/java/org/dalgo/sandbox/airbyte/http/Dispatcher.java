package org.dalgo.sandbox.airbyte.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.FaultInjection;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.jboss.logging.Logger;

/** From an HTTP request to a call and back: authentication, ordered faults, the journal, and errors as Airbyte words them. */
public final class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class);
    private static final String HTML_401 =
            """
            <html>
            <head><title>401 Authorization Required</title></head>
            <body>
            <center><h1>401 Authorization Required</h1></center>
            <hr><center>nginx</center>
            </body>
            </html>
            """;

    private final SandboxConfig config;
    private final ApiAuthentication apiAuthentication;
    private final FaultInjection faultInjection;
    private final RequestJournal requestJournal;
    private final Delay delay;

    public Dispatcher(
            SandboxConfig config,
            ApiAuthentication apiAuthentication,
            FaultInjection faultInjection,
            RequestJournal requestJournal,
            Delay delay) {
        this.config = config;
        this.apiAuthentication = apiAuthentication;
        this.faultInjection = faultInjection;
        this.requestJournal = requestJournal;
        this.delay = delay;
    }

    /** A call of the Config API. */
    public void configApi(RoutingContext context, RouteTable routeTable) {
        String path = context.request().path().substring("/api/v1/".length());
        if (!path.equals("applications/token") && isUnauthorized(context)) {
            return;
        }
        Optional<RouteTable.RouteHandler> call = routeTable.find(path);
        if (call.isEmpty()) {
            LOG.warnf("The Airbyte sandbox has no %s", path);
        }
        guarded(context, path, requestBody -> {
            if (config.strictFields()) {
                routeTable.refuseUnknownFields(path, requestBody);
            }
            return call.orElseThrow(() -> new AirbyteApiException(404, "HTTP 404 Not Found: " + path))
                    .answer(requestBody);
        });
    }

    /** A call of the public API. */
    public void publicApi(RoutingContext context, String name, RouteTable.RouteHandler routeHandler) {
        if (!name.equals("public/applications/token") && isUnauthorized(context)) {
            return;
        }
        guarded(context, name, routeHandler);
    }

    /** A knob: neither faults nor authentication stand in its way, and it is not in the journal. */
    public void control(RoutingContext context, RouteTable routeTable) {
        String name = context.request().path().substring("/_sandbox/".length());
        RouteTable.RouteHandler routeHandler = requestBody -> routeTable
                .find(name)
                .orElseThrow(() -> new AirbyteApiException(404, "no such knob: " + name))
                .answer(requestBody);
        run(context, routeHandler, body(context)).onComplete(done -> finish(context, done.result(), done.cause()));
    }

    private boolean isUnauthorized(RoutingContext context) {
        if (apiAuthentication.allows(context.request().getHeader("Authorization"))) {
            return false;
        }
        unauthorized(context);
        return true;
    }

    private void unauthorized(RoutingContext context) {
        if (apiAuthentication.refusesInHtml()) {
            context.response()
                    .setStatusCode(401)
                    .putHeader("content-type", "text/html")
                    .end(HTML_401);
        } else {
            fail(context, new AirbyteApiException(401, "Unauthorized"));
        }
    }

    private void guarded(RoutingContext context, String path, RouteTable.RouteHandler routeHandler) {
        Optional<ObjectNode> body = body(context);
        requestJournal.record(path, body.isPresent() ? body.get() : SandboxJson.object());
        Optional<ObjectNode> fault = faultInjection.take(FaultInjection.OF_CALLS, List.of(path));
        if (fault.isPresent()) {
            withFault(context, fault.get(), routeHandler, body);
        } else {
            run(context, routeHandler, body).onComplete(done -> finish(context, done.result(), done.cause()));
        }
    }

    private void withFault(
            RoutingContext context, ObjectNode fault, RouteTable.RouteHandler routeHandler, Optional<ObjectNode> body) {
        switch (fault.path("action").asText()) {
            case "timeout" -> {
                // No answer, ever: the client has to give up by itself.
            }
            case "reset" -> context.request().connection().close();
            case "lost_answer" ->
                run(context, routeHandler, body)
                        .onComplete(done -> context.request().connection().close());
            case "unauthorized_once" -> unauthorized(context);
            case "status" -> status(context, fault);
            default ->
                delay.of(Duration.ofMillis(fault.path("ms").asLong(1000)))
                        .compose(done -> run(context, routeHandler, body))
                        .onComplete(done -> finish(context, done.result(), done.cause()));
        }
    }

    private void status(RoutingContext context, ObjectNode fault) {
        int status = fault.path("status").asInt(500);
        switch (fault.path("body").asText("airbyte")) {
            case "html" ->
                context.response()
                        .setStatusCode(status)
                        .putHeader("content-type", "text/html")
                        .end("<html><body><h1>" + status + "</h1></body></html>");
            case "errorId" -> json(context.response().setStatusCode(status), errorId());
            default ->
                fail(
                        context,
                        new AirbyteApiException(status, fault.path("message").asText("Internal Server Error")));
        }
    }

    private Future<JsonNode> run(
            RoutingContext context, RouteTable.RouteHandler routeHandler, Optional<ObjectNode> body) {
        try {
            return routeHandler.answer(new RequestBody(body.orElseThrow(
                    () -> AirbyteApiException.badRequest("Invalid json input. Unable to process JSON"))));
        } catch (AirbyteApiException airbyteApiException) {
            return Future.failedFuture(airbyteApiException);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The Airbyte sandbox failed on %s", context.request().path());
            return Future.failedFuture(new AirbyteApiException(500, "Internal Server Error: " + e));
        }
    }

    private static Optional<ObjectNode> body(RoutingContext context) {
        Buffer buffer = context.body() == null ? null : context.body().buffer();
        if (buffer == null || buffer.length() == 0) {
            return Optional.of(SandboxJson.object());
        }
        try {
            return SandboxJson.parse(buffer.getBytes()) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void finish(RoutingContext context, JsonNode answer, Throwable failure) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (failure instanceof AirbyteApiException airbyteApiException) {
            fail(context, airbyteApiException);
        } else if (failure != null) {
            LOG.errorf(
                    failure,
                    "The Airbyte sandbox failed on %s",
                    context.request().path());
            fail(context, new AirbyteApiException(500, "Internal Server Error: " + failure.getMessage()));
        } else if (answer == null) {
            response.setStatusCode(204).end();
        } else {
            json(response, answer);
        }
    }

    /** From 2.0 on most errors are just a number to look up in the server's log. */
    private void fail(RoutingContext context, AirbyteApiException airbyteApiException) {
        int status = airbyteApiException.status();
        boolean hidden =
                config.version().hidesErrors() && (status == 400 || status == 401 || status == 404 || status == 500);
        if (hidden) {
            json(context.response().setStatusCode(status), errorId());
            return;
        }
        ObjectNode body = SandboxJson.object().put("message", airbyteApiException.getMessage());
        if (status == 404 || status == 422 || status == 500) {
            body.put("exceptionClassName", "io.airbyte.commons.server.errors.KnownException");
            body.putArray("exceptionStack").add("io.airbyte.commons.server.errors.KnownException: " + status);
        }
        json(context.response().setStatusCode(status), body);
    }

    private static ObjectNode errorId() {
        return SandboxJson.object().put("errorId", UUID.randomUUID().toString());
    }

    private static void json(HttpServerResponse response, JsonNode body) {
        try {
            response.putHeader("content-type", "application/json")
                    .end(Buffer.buffer(SandboxJson.MAPPER.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of the Airbyte sandbox is no JSON", e);
        }
    }
}
