package org.dalgo.upstream.airbyte.actor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.airbyte.http.AirbyteCall;
import org.dalgo.upstream.airbyte.http.AirbyteHttpClient;
import org.dalgo.upstream.airbyte.http.CallClass;
import org.dalgo.upstream.airbyte.http.CursorPagination;
import org.dalgo.upstream.airbyte.workspace.InstanceClient;

/** Sources or destinations. */
public final class ActorClient {

    private final AirbyteHttpClient http;
    private final ActorType kind;

    public ActorClient(AirbyteHttpClient http, ActorType kind) {
        this.http = http;
        this.kind = kind;
    }

    /** Stores it without testing it. INVALID when the configuration does not fit the connector's specification. */
    public Uni<Actor> create(ActorSpec spec) {
        ObjectNode body = config(spec).put("name", spec.name());
        return send(CallClass.WRITE, "create", body, "create the " + kind.apiName())
                .map(this::actor);
    }

    /** Replaces name and configuration; each secret given as ten asterisks stays as it is. */
    public Uni<Actor> update(UUID id, String name, JsonNode config) {
        return send(CallClass.WRITE, "update", changed(id, name, config), "change the " + kind.apiName())
                .map(this::actor);
    }

    public Uni<Actor> get(UUID id) {
        return send(CallClass.READ, "get", body(id), "read the " + kind.apiName())
                .map(this::actor);
    }

    /** Everything of a workspace. Never take an absence from it as a proof: read {@link #get}. */
    public Uni<List<Actor>> list(UUID workspaceId) {
        return new CursorPagination(http, kind.apiName() + "s", kind.id(), "list the " + kind.apiName() + "s")
                .all(kind.apiName() + "s/list", workspaceId)
                .map(items -> items.stream().map(this::actor).toList());
    }

    /** Deletes it; one that is gone already counts as deleted. Its connections are deleted with it. */
    public Uni<Void> delete(UUID id) {
        return send(CallClass.WRITE, "delete", body(id), "delete the " + kind.apiName())
                .replaceWithVoid()
                .onFailure(InstanceClient::isNotFound)
                .recoverWithNull();
    }

    /** Tries a configuration that is not stored. */
    public Uni<CheckResult> check(ActorSpec spec) {
        String path = "scheduler/" + kind.apiName() + "s/check_connection";
        return http.send(AirbyteCall.config(CallClass.CHECK, path, config(spec), "check the " + kind.apiName()))
                .map(CheckResult::from);
    }

    /** Tries the stored configuration. */
    public Uni<CheckResult> check(UUID id) {
        return send(CallClass.CHECK, "check_connection", body(id), "check the " + kind.apiName())
                .map(CheckResult::from);
    }

    /** Tries a change to the stored configuration; each secret given as ten asterisks is taken from the stored one. */
    public Uni<CheckResult> checkUpdate(UUID id, String name, JsonNode config) {
        return send(
                        CallClass.CHECK,
                        "check_connection_for_update",
                        changed(id, name, config),
                        "check the " + kind.apiName())
                .map(CheckResult::from);
    }

    private Actor actor(JsonNode json) {
        return Actor.from(kind, json);
    }

    private Uni<JsonNode> send(CallClass type, String path, ObjectNode body, String doing) {
        return http.send(AirbyteCall.config(type, kind.apiName() + "s/" + path, body, doing));
    }

    private ObjectNode body(UUID id) {
        return AirbyteCall.fields().put(kind.id(), id.toString());
    }

    private ObjectNode changed(UUID id, String name, JsonNode config) {
        ObjectNode body = body(id).put("name", name);
        body.set("connectionConfiguration", config);
        return body;
    }

    private ObjectNode config(ActorSpec spec) {
        ObjectNode body = AirbyteCall.fields()
                .put("workspaceId", spec.workspaceId().toString())
                .put(kind.definitionId(), spec.definitionId().toString());
        body.set("connectionConfiguration", spec.config());
        return body;
    }
}
