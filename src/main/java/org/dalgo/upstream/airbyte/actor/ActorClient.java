package org.dalgo.upstream.airbyte.actor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.CursorPagination;
import org.dalgo.upstream.airbyte.http.JsonFields;

/** Sources or destinations. */
public final class ActorClient {

    private final AirbyteCalls calls;
    private final ActorRestClient rest;
    private final ActorType kind;

    public ActorClient(AirbyteCalls calls, ActorType kind) {
        this.calls = calls;
        this.rest = calls.client(ActorRestClient.class);
        this.kind = kind;
    }

    /** Stores it without testing it. INVALID when the configuration does not fit the connector's specification. */
    public Uni<Actor> create(ActorSpec spec) {
        ObjectNode body = config(spec).put("name", spec.name());
        return calls.send(CallClass.WRITE, "create the " + kind.apiName(), () -> rest.create(kind.apiName(), body))
                .map(this::actor);
    }

    /** Replaces name and configuration; each secret given as ten asterisks stays as it is. */
    public Uni<Actor> update(UUID id, String name, JsonNode config) {
        ObjectNode body = changed(id, name, config);
        return calls.send(CallClass.WRITE, "change the " + kind.apiName(), () -> rest.update(kind.apiName(), body))
                .map(this::actor);
    }

    public Uni<Actor> get(UUID id) {
        return calls.send(CallClass.READ, "read the " + kind.apiName(), () -> rest.read(kind.apiName(), body(id)))
                .map(this::actor);
    }

    /** Everything of a workspace. Never take an absence from it as a proof: read {@link #get}. */
    public Uni<List<Actor>> list(UUID workspaceId) {
        String plural = kind.apiName() + "s";
        return new CursorPagination(
                        calls, plural, kind.id(), "list the " + plural, page -> rest.list(kind.apiName(), page))
                .all(workspaceId)
                .map(items -> items.stream().map(this::actor).toList());
    }

    /** Deletes it; one that is gone already counts as deleted. Its connections are deleted with it. */
    public Uni<Void> delete(UUID id) {
        return calls.execute(
                        CallClass.WRITE, "delete the " + kind.apiName(), () -> rest.delete(kind.apiName(), body(id)))
                .onFailure(UpstreamFailure::isNotFound)
                .recoverWithNull();
    }

    /** Tries a configuration that is not stored. */
    public Uni<CheckResult> check(ActorSpec spec) {
        return check(() -> rest.checkDraft(kind.apiName(), config(spec)));
    }

    /** Tries the stored configuration. */
    public Uni<CheckResult> check(UUID id) {
        return check(() -> rest.check(kind.apiName(), body(id)));
    }

    /** Tries a change to the stored configuration; each secret given as ten asterisks is taken from the stored one. */
    public Uni<CheckResult> checkUpdate(UUID id, String name, JsonNode config) {
        return check(() -> rest.checkUpdate(kind.apiName(), changed(id, name, config)));
    }

    private Uni<CheckResult> check(Supplier<Uni<JsonNode>> request) {
        return calls.send(CallClass.CHECK, "check the " + kind.apiName(), request)
                .map(CheckResult::from);
    }

    private Actor actor(JsonNode json) {
        return Actor.from(kind, json);
    }

    private ObjectNode body(UUID id) {
        return JsonFields.object().put(kind.id(), id.toString());
    }

    private ObjectNode changed(UUID id, String name, JsonNode config) {
        ObjectNode body = body(id).put("name", name);
        body.set("connectionConfiguration", config);
        return body;
    }

    private ObjectNode config(ActorSpec spec) {
        ObjectNode body = JsonFields.object()
                .put("workspaceId", spec.workspaceId().toString())
                .put(kind.definitionId(), spec.definitionId().toString());
        body.set("connectionConfiguration", spec.config());
        return body;
    }
}
