package org.dalgo.sandbox.airbyte.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.FaultInjection;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.config.Timing;
import org.dalgo.sandbox.airbyte.config.WorkerPool;
import org.dalgo.sandbox.airbyte.connector.ConnectorCheckResult;
import org.dalgo.sandbox.airbyte.connector.registry.ConnectorRegistry;
import org.dalgo.sandbox.airbyte.http.RouteTable;
import org.dalgo.sandbox.airbyte.job.JobLog;
import org.dalgo.sandbox.airbyte.job.SynchronousJob;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/** Connection checks: of a configuration not yet stored, of a stored one, and of a change to a stored one. */
public final class CheckRoutes {

    private final SandboxStore sandboxStore;
    private final ActorRoutes actorRoutes;
    private final ConnectorRegistry connectorRegistry;
    private final FaultInjection faultInjection;
    private final WorkerPool workerPool;
    private final Delay delay;
    private final SandboxClock clock;
    private final SandboxConfig config;

    public CheckRoutes(
            SandboxStore sandboxStore,
            ActorRoutes actorRoutes,
            ConnectorRegistry connectorRegistry,
            FaultInjection faultInjection,
            WorkerPool workerPool,
            Delay delay,
            SandboxClock clock,
            SandboxConfig config) {
        this.sandboxStore = sandboxStore;
        this.actorRoutes = actorRoutes;
        this.connectorRegistry = connectorRegistry;
        this.faultInjection = faultInjection;
        this.workerPool = workerPool;
        this.delay = delay;
        this.clock = clock;
        this.config = config;
    }

    public void register(RouteTable routeTable) {
        for (SandboxActorType kind : SandboxActorType.values()) {
            routeTable
                    .async(
                            "scheduler/" + kind.apiName() + "s/check_connection",
                            requestBody -> checkNew(kind, requestBody))
                    .async(kind.apiName() + "s/check_connection", requestBody -> checkStored(kind, requestBody))
                    .async(
                            kind.apiName() + "s/check_connection_for_update",
                            requestBody -> checkUpdate(kind, requestBody));
        }
    }

    private Future<JsonNode> checkNew(SandboxActorType kind, RequestBody requestBody) {
        sandboxStore.workspaces.live(requestBody.id("workspaceId"));
        ObjectNode definition = sandboxStore.definitions(kind).live(requestBody.id(kind.definitionId()));
        return check(
                kind, definition, requestBody.object("connectionConfiguration"), new ArrayList<>(), config.timing());
    }

    private Future<JsonNode> checkStored(SandboxActorType kind, RequestBody requestBody) {
        ObjectNode actor = sandboxStore.actors(kind).live(requestBody.id(kind.id()));
        return check(kind, actor, (ObjectNode) actor.get("connectionConfiguration"));
    }

    private Future<JsonNode> checkUpdate(SandboxActorType kind, RequestBody requestBody) {
        ObjectNode actor = sandboxStore.actors(kind).live(requestBody.id(kind.id()));
        requestBody.text("name");
        return check(kind, actor, actorRoutes.merged(kind, actor, requestBody.object("connectionConfiguration")));
    }

    private Future<JsonNode> check(SandboxActorType kind, ObjectNode actor, ObjectNode configuration) {
        boolean slow = actor.path("name").asText().startsWith("slow-");
        return check(
                kind,
                sandboxStore.definitionOf(kind, actor),
                configuration,
                new ArrayList<>(List.of(actor.get(kind.id()).asText())),
                slow ? config.timing().slower(5) : config.timing());
    }

    private Future<JsonNode> check(
            SandboxActorType kind, ObjectNode definition, ObjectNode configuration, List<String> names, Timing timing) {
        SynchronousJob job = new SynchronousJob("check_connection_" + kind.apiName(), clock, config.version());
        String image = definition.path("definition").path("dockerRepository").asText();
        names.add(image);
        job.log().info(JobLog.LogSource.PLATFORM, "Checking a " + kind.apiName() + " with image " + image);
        Optional<ObjectNode> fault = faultInjection.take(FaultInjection.OF_CHECKS, names);
        return delay.of(timing.check()).compose(done -> {
            if (fault.isPresent() && fault.get().path("action").asText().equals("check_crash")) {
                return Future.succeededFuture(SandboxJson.object().set("jobInfo", crashed(job, kind)));
            }
            return fault.isPresent()
                    ? Future.succeededFuture(answer(
                            job,
                            ConnectorCheckResult.failure(
                                    fault.get().path("message").asText("The connector says no"))))
                    : workerPool
                            .run(() -> verdict(kind, definition, configuration))
                            .map(found -> answer(job, found));
        });
    }

    private ConnectorCheckResult verdict(SandboxActorType kind, ObjectNode definition, ObjectNode configuration) {
        return kind == SandboxActorType.SOURCE
                ? connectorRegistry.source(definition).check(configuration)
                : connectorRegistry.destination(definition).check(configuration);
    }

    private static JsonNode crashed(SynchronousJob job, SandboxActorType kind) {
        return job.failed(
                kind.apiName(),
                "The check failed because of an internal error of the connector",
                new IllegalStateException("connector process exited with 137"));
    }

    private static JsonNode answer(SynchronousJob job, ConnectorCheckResult connectorCheckResult) {
        ObjectNode answer = SandboxJson.object().put("status", connectorCheckResult.works() ? "succeeded" : "failed");
        if (!connectorCheckResult.works()) {
            answer.put("message", connectorCheckResult.message());
            job.log().error(JobLog.LogSource.PLATFORM, connectorCheckResult.message(), null);
        }
        answer.set("jobInfo", job.succeeded());
        return answer;
    }
}
