package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.connector.Connectors;
import org.dalgo.sandbox.airbyte.connector.Verdict;
import org.dalgo.sandbox.airbyte.job.JobLog;
import org.dalgo.sandbox.airbyte.job.QuickJob;
import org.dalgo.sandbox.airbyte.setting.Faults;
import org.dalgo.sandbox.airbyte.setting.Pause;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.setting.SandboxConfig;
import org.dalgo.sandbox.airbyte.setting.Timing;
import org.dalgo.sandbox.airbyte.setting.Workers;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Body;
import org.dalgo.sandbox.airbyte.word.Json;

/** Connection checks: of a configuration not yet stored, of a stored one, and of a change to a stored one. */
public final class Checks {

    private final Store store;
    private final Actors actors;
    private final Connectors connectors;
    private final Faults faults;
    private final Workers workers;
    private final Pause pause;
    private final SandboxClock clock;
    private final SandboxConfig config;

    public Checks(
            Store store,
            Actors actors,
            Connectors connectors,
            Faults faults,
            Workers workers,
            Pause pause,
            SandboxClock clock,
            SandboxConfig config) {
        this.store = store;
        this.actors = actors;
        this.connectors = connectors;
        this.faults = faults;
        this.workers = workers;
        this.pause = pause;
        this.clock = clock;
        this.config = config;
    }

    public void register(Routes routes) {
        for (ActorKind kind : ActorKind.values()) {
            routes.later("scheduler/" + kind.word() + "s/check_connection", body -> checkNew(kind, body))
                    .later(kind.word() + "s/check_connection", body -> checkStored(kind, body))
                    .later(kind.word() + "s/check_connection_for_update", body -> checkUpdate(kind, body));
        }
    }

    private Future<JsonNode> checkNew(ActorKind kind, Body body) {
        store.workspaces.live(body.id("workspaceId"));
        ObjectNode definition = store.definitions(kind).live(body.id(kind.definitionId()));
        return check(kind, definition, body.object("connectionConfiguration"), new ArrayList<>(), config.timing());
    }

    private Future<JsonNode> checkStored(ActorKind kind, Body body) {
        ObjectNode actor = store.actors(kind).live(body.id(kind.id()));
        return check(kind, actor, (ObjectNode) actor.get("connectionConfiguration"));
    }

    private Future<JsonNode> checkUpdate(ActorKind kind, Body body) {
        ObjectNode actor = store.actors(kind).live(body.id(kind.id()));
        body.text("name");
        return check(kind, actor, actors.merged(kind, actor, body.object("connectionConfiguration")));
    }

    private Future<JsonNode> check(ActorKind kind, ObjectNode actor, ObjectNode configuration) {
        boolean slow = actor.path("name").asText().startsWith("slow-");
        return check(
                kind,
                store.definitionOf(kind, actor),
                configuration,
                new ArrayList<>(List.of(actor.get(kind.id()).asText())),
                slow ? config.timing().slower(5) : config.timing());
    }

    private Future<JsonNode> check(
            ActorKind kind, ObjectNode definition, ObjectNode configuration, List<String> names, Timing timing) {
        QuickJob job = new QuickJob("check_connection_" + kind.word(), clock, config.version());
        String image = definition.path("definition").path("dockerRepository").asText();
        names.add(image);
        job.log().info(JobLog.Voice.PLATFORM, "Checking a " + kind.word() + " with image " + image);
        Optional<ObjectNode> fault = faults.take(Faults.OF_CHECKS, names);
        return pause.of(timing.check()).compose(done -> {
            if (fault.isPresent() && fault.get().path("action").asText().equals("check_crash")) {
                return Future.succeededFuture(Json.object().set("jobInfo", crashed(job, kind)));
            }
            return fault.isPresent()
                    ? Future.succeededFuture(
                            answer(job, Verdict.no(fault.get().path("message").asText("The connector says no"))))
                    : workers.run(() -> verdict(kind, definition, configuration))
                            .map(found -> answer(job, found));
        });
    }

    private Verdict verdict(ActorKind kind, ObjectNode definition, ObjectNode configuration) {
        return kind == ActorKind.SOURCE
                ? connectors.source(definition).check(configuration)
                : connectors.destination(definition).check(configuration);
    }

    private static JsonNode crashed(QuickJob job, ActorKind kind) {
        return job.failed(
                kind.word(),
                "The check failed because of an internal error of the connector",
                new IllegalStateException("connector process exited with 137"));
    }

    private static JsonNode answer(QuickJob job, Verdict verdict) {
        ObjectNode answer = Json.object().put("status", verdict.works() ? "succeeded" : "failed");
        if (!verdict.works()) {
            answer.put("message", verdict.message());
            job.log().error(JobLog.Voice.PLATFORM, verdict.message(), null);
        }
        answer.set("jobInfo", job.succeeded());
        return answer;
    }
}
