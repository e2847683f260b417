package org.dalgo.sandbox.airbyte.route;

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
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Refusal;

/** Calls of the Config API by path. A call that answers null answers 204 without a body. */
public final class Routes {

    /** One call: takes the body, gives the answer later. */
    @FunctionalInterface
    public interface Call {
        Future<JsonNode> answer(Body body);
    }

    private final Map<String, Call> calls = new HashMap<>();
    private final Map<String, Set<String>> fields = new HashMap<>();

    Routes later(String path, Call call) {
        calls.put(path, call);
        return this;
    }

    public Routes now(String path, Function<Body, JsonNode> call) {
        return later(path, body -> Future.succeededFuture(call.apply(body)));
    }

    Routes silent(String path, Consumer<Body> call) {
        return now(path, body -> {
            call.accept(body);
            return null;
        });
    }

    /** Names the only fields that the call takes when unknown ones are refused. */
    Routes strict(String path, List<String> known) {
        fields.put(path, new HashSet<>(known));
        return this;
    }

    public Optional<Call> find(String path) {
        return Optional.ofNullable(calls.get(path));
    }

    public void refuseUnknownFields(String path, Body body) {
        Set<String> known = fields.get(path);
        if (known != null) {
            body.json().fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    throw Refusal.badRequest("Unrecognized field \"" + name + "\"");
                }
            });
        }
    }
}
