package org.dalgo.sandbox.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;

/** Calls of the Config API by path. A call that answers null answers 204 without a body. */
public final class RouteTable {

    /** One call: takes the body, gives the answer later. */
    @FunctionalInterface
    public interface RouteHandler {
        Future<JsonNode> answer(RequestBody requestBody);
    }

    private final Map<String, RouteHandler> calls = new HashMap<>();
    private final Map<String, Set<String>> fields = new HashMap<>();

    public RouteTable async(String path, RouteHandler routeHandler) {
        calls.put(path, routeHandler);
        return this;
    }

    public RouteTable sync(String path, Function<RequestBody, JsonNode> call) {
        return async(path, requestBody -> Future.succeededFuture(call.apply(requestBody)));
    }

    public RouteTable noContent(String path, Consumer<RequestBody> call) {
        return sync(path, requestBody -> {
            call.accept(requestBody);
            return null;
        });
    }

    /** Names the only fields that the call takes when unknown ones are refused. */
    public RouteTable strict(String path, List<String> known) {
        fields.put(path, new HashSet<>(known));
        return this;
    }

    public Optional<RouteHandler> find(String path) {
        return Optional.ofNullable(calls.get(path));
    }

    public void refuseUnknownFields(String path, RequestBody requestBody) {
        Set<String> known = fields.get(path);
        if (known != null) {
            requestBody.json().fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    throw AirbyteApiException.badRequest("Unrecognized field \"" + name + "\"");
                }
            });
        }
    }
}
