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
import org.dalgo.sandbox.airbyte.route.Routes;
import org.dalgo.sandbox.airbyte.setting.Faults;
import org.dalgo.sandbox.airbyte.setting.Pause;
import org.dalgo.sandbox.airbyte.setting.SandboxConfig;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;
import org.dalgo.sandbox.airbyte.word.Refusal;
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
    private final Access access;
    private final Faults faults;
    private final Journal journal;
    private final Pause pause;

    public Dispatcher(SandboxConfig config, Access access, Faults faults, Journal journal, Pause pause) {
        this.config = config;
        this.access = access;
        this.faults = faults;
        this.journal = journal;
        this.pause = pause;
    }

    /** A call of the Config API. */
    public void config(RoutingContext context, Routes routes) {
        String path = context.request().path().substring("/api/v1/".length());
        if (!path.equals("applications/token") && refusedAccess(context)) {
            return;
        }
        Optional<Routes.Call> call = routes.find(path);
        if (call.isEmpty()) {
            LOG.warnf("The Airbyte sandbox has no %s", path);
        }
        guarded(context, path, body -> {
            if (config.strictFields()) {
                routes.refuseUnknownFields(path, body);
            }
            return call.orElseThrow(() -> new Refusal(404, "HTTP 404 Not Found: " + path))
                    .answer(body);
        });
    }

    /** A call of the public API. */
    public void open(RoutingContext context, String name, Routes.Call call) {
        if (!name.equals("public/applications/token") && refusedAccess(context)) {
            return;
        }
        guarded(context, name, call);
    }

    /** A knob: neither faults nor authentication stand in its way, and it is not in the journal. */
    public void control(RoutingContext context, Routes routes) {
        String name = context.request().path().substring("/_sandbox/".length());
        Routes.Call call = body -> routes.find(name)
                .orElseThrow(() -> new Refusal(404, "no such knob: " + name))
                .answer(body);
        run(context, call, body(context)).onComplete(done -> finish(context, done.result(), done.cause()));
    }

    private boolean refusedAccess(RoutingContext context) {
        if (access.allows(context.request().getHeader("Authorization"))) {
            return false;
        }
        unauthorized(context);
        return true;
    }

    private void unauthorized(RoutingContext context) {
        if (access.refusesInHtml()) {
            context.response()
                    .setStatusCode(401)
                    .putHeader("content-type", "text/html")
                    .end(HTML_401);
        } else {
            fail(context, new Refusal(401, "Unauthorized"));
        }
    }

    private void guarded(RoutingContext context, String path, Routes.Call call) {
        Optional<ObjectNode> body = body(context);
        journal.record(path, body.isPresent() ? body.get() : Json.object());
        Optional<ObjectNode> fault = faults.take(Faults.OF_CALLS, List.of(path));
        if (fault.isPresent()) {
            disturbed(context, fault.get(), call, body);
        } else {
            run(context, call, body).onComplete(done -> finish(context, done.result(), done.cause()));
        }
    }

    private void disturbed(RoutingContext context, ObjectNode fault, Routes.Call call, Optional<ObjectNode> body) {
        switch (fault.path("action").asText()) {
            case "timeout" -> {
                // No answer, ever: the client has to give up by itself.
            }
            case "reset" -> context.request().connection().close();
            case "lost_answer" ->
                run(context, call, body)
                        .onComplete(done -> context.request().connection().close());
            case "unauthorized_once" -> unauthorized(context);
            case "status" -> status(context, fault);
            default ->
                pause.of(Duration.ofMillis(fault.path("ms").asLong(1000)))
                        .compose(done -> run(context, call, body))
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
            default -> fail(context, new Refusal(status, fault.path("message").asText("Internal Server Error")));
        }
    }

    private Future<JsonNode> run(RoutingContext context, Routes.Call call, Optional<ObjectNode> body) {
        try {
            return call.answer(
                    new Body(body.orElseThrow(() -> Refusal.badRequest("Invalid json input. Unable to process JSON"))));
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The Airbyte sandbox failed on %s", context.request().path());
            return Future.failedFuture(new Refusal(500, "Internal Server Error: " + e));
        }
    }

    private static Optional<ObjectNode> body(RoutingContext context) {
        Buffer buffer = context.body() == null ? null : context.body().buffer();
        if (buffer == null || buffer.length() == 0) {
            return Optional.of(Json.object());
        }
        try {
            return Json.parse(buffer.getBytes()) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void finish(RoutingContext context, JsonNode answer, Throwable failure) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (failure instanceof Refusal refusal) {
            fail(context, refusal);
        } else if (failure != null) {
            LOG.errorf(
                    failure,
                    "The Airbyte sandbox failed on %s",
                    context.request().path());
            fail(context, new Refusal(500, "Internal Server Error: " + failure.getMessage()));
        } else if (answer == null) {
            response.setStatusCode(204).end();
        } else {
            json(response, answer);
        }
    }

    /** From 2.0 on most errors are just a number to look up in the server's log. */
    private void fail(RoutingContext context, Refusal refusal) {
        int status = refusal.status();
        boolean hidden =
                config.version().hidesErrors() && (status == 400 || status == 401 || status == 404 || status == 500);
        if (hidden) {
            json(context.response().setStatusCode(status), errorId());
            return;
        }
        ObjectNode body = Json.object().put("message", refusal.getMessage());
        if (status == 404 || status == 422 || status == 500) {
            body.put("exceptionClassName", "io.airbyte.commons.server.errors.KnownException");
            body.putArray("exceptionStack").add("io.airbyte.commons.server.errors.KnownException: " + status);
        }
        json(context.response().setStatusCode(status), body);
    }

    private static ObjectNode errorId() {
        return Json.object().put("errorId", UUID.randomUUID().toString());
    }

    private static void json(HttpServerResponse response, JsonNode body) {
        try {
            response.putHeader("content-type", "application/json")
                    .end(Buffer.buffer(Json.MAPPER.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of the Airbyte sandbox is no JSON", e);
        }
    }
}
