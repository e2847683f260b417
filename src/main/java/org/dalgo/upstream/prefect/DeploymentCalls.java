package org.dalgo.upstream.prefect;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Flows, deployments and their one schedule. */
final class DeploymentCalls {

    private static final Logger LOG = Logger.getLogger(DeploymentCalls.class);

    /**
     * A schedule keeps its identity by this name; without it each change would make a new schedule, and a tick could
     * run twice.
     */
    private static final String SLUG = "main";

    private static final Map<String, Object> NOTHING = Map.of();

    private final PrefectHttp http;
    private final String defaultPool;

    DeploymentCalls(PrefectHttp http, String defaultPool) {
        this.http = http;
        this.defaultPool = defaultPool;
    }

    Uni<UUID> ensureFlow(String name) {
        Call call =
                Call.post("/flows/", Map.of("name", name), "register the flow").asRepeatable();
        return http.send(call, Wire.Identified.class).map(Wire.Identified::id);
    }

    Uni<Deployment> create(DeploymentDraft draft) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", draft.name());
        body.put("flow_id", draft.flowId());
        body.put("entrypoint", draft.entrypoint());
        body.put("pull_steps", List.of());
        body.put("work_pool_name", draft.pool() == null ? defaultPool : draft.pool());
        body.put("paused", draft.paused());
        body.put("tags", draft.tags());
        body.put("schedules", draft.schedule() == null ? List.of() : List.of(wire(draft.schedule())));
        body.put("enforce_parameter_schema", draft.parameterSchema() != null);
        putIfGiven(body, "parameters", Json.inert(draft.parameters()));
        putIfGiven(body, "parameter_openapi_schema", draft.parameterSchema());
        putIfGiven(body, "work_queue_name", draft.queue());
        putIfGiven(body, "job_variables", draft.jobVariables());
        putIfGiven(body, "concurrency_limit", draft.concurrencyLimit());
        return http.send(Call.post("/deployments/", body, "create the deployment"), Wire.Deployment.class)
                .map(Wire.Deployment::toDeployment);
    }

    /** Pausing comes first, so that nothing is planned in between; resuming comes last. */
    Uni<Deployment> patch(UUID id, DeploymentPatch patch) {
        Uni<Void> changed = Boolean.TRUE.equals(patch.paused())
                ? pause(id)
                : Uni.createFrom().voidItem();
        Map<String, Object> body = body(patch);
        if (!body.isEmpty()) {
            changed = changed.chain(() -> http.send(Call.patch(path(id), body, "change the deployment")))
                    .replaceWithVoid();
        }
        if (patch.withoutSchedule()) {
            changed = changed.chain(() -> deleteSchedules(id));
        }
        if (Boolean.FALSE.equals(patch.paused())) {
            changed = changed.chain(() -> http.send(resumption(id))).replaceWithVoid();
        }
        return changed.chain(() -> get(id)).call(this::plan);
    }

    Uni<Void> pause(UUID id) {
        Call call = Call.post(path(id) + "/pause_deployment", NOTHING, "pause the deployment")
                .asRepeatable();
        return http.send(call).replaceWithVoid();
    }

    Uni<Void> resume(UUID id) {
        return http.send(resumption(id)).chain(() -> get(id)).call(this::plan).replaceWithVoid();
    }

    Uni<Optional<Deployment>> find(UUID id) {
        return get(id).map(Optional::of).onFailure(Absent::is).recoverWithItem(Optional.empty());
    }

    Uni<Void> delete(UUID id) {
        return http.send(Call.delete(path(id), "delete the deployment"))
                .replaceWithVoid()
                .onFailure(Absent::is)
                .recoverWithNull();
    }

    private Uni<Deployment> get(UUID id) {
        return http.send(Call.get(path(id), "read the deployment"), Wire.Deployment.class)
                .map(Wire.Deployment::toDeployment);
    }

    /**
     * Every change takes the planned runs back, and the scheduler may need a minute to plan anew: a tick in between
     * would be lost. Prefect plans even a paused deployment when asked to, so we ask only when runs are wanted. The
     * change itself is done by then, and the scheduler comes round in any case.
     */
    private Uni<Void> plan(Deployment deployment) {
        if (!deployment.scheduled()) {
            return Uni.createFrom().voidItem();
        }
        Call call = Call.post(path(deployment.id()) + "/schedule", NOTHING, "plan the next runs")
                .asRepeatable();
        return http.send(call)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "Runs of deployment %s are planned late", deployment.id()))
                .onFailure()
                .recoverWithNull();
    }

    /** A change that leaves schedules out merges and never removes, so removing has a route of its own. */
    private Uni<Void> deleteSchedules(UUID id) {
        return http.send(Call.get(path(id) + "/schedules", "read the schedule"), Wire.DeploymentSchedule[].class)
                .onItem()
                .transformToMulti(Multi.createFrom()::items)
                .onItem()
                .transformToUniAndConcatenate(schedule -> deleteSchedule(id, schedule.id()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> deleteSchedule(UUID id, UUID schedule) {
        return http.send(Call.delete(path(id) + "/schedules/" + schedule, "remove the schedule"))
                .replaceWithVoid()
                .onFailure(Absent::is)
                .recoverWithNull();
    }

    private Map<String, Object> body(DeploymentPatch patch) {
        Map<String, Object> body = new LinkedHashMap<>();
        putIfGiven(body, "schedules", patch.schedule() == null ? null : List.of(wire(patch.schedule())));
        putIfGiven(body, "parameters", Json.inert(patch.parameters()));
        putIfGiven(body, "parameter_openapi_schema", patch.parameterSchema());
        putIfGiven(body, "tags", patch.tags());
        putIfGiven(body, "entrypoint", patch.entrypoint());
        putIfGiven(body, "job_variables", patch.jobVariables());
        putIfGiven(body, "concurrency_limit", patch.concurrencyLimit());
        if (patch.queue() != null || patch.pool() != null) {
            // A queue without its pool would be looked for in the pool of agents, which no longer exist.
            body.put("work_pool_name", patch.pool() == null ? defaultPool : patch.pool());
            putIfGiven(body, "work_queue_name", patch.queue());
        }
        return body;
    }

    private static Map<String, Object> wire(Schedule schedule) {
        return Map.of(
                "slug", SLUG,
                "active", schedule.active(),
                "schedule", Map.of("cron", schedule.cron(), "timezone", schedule.timezone(), "day_or", true));
    }

    private static Call resumption(UUID id) {
        return Call.post(path(id) + "/resume_deployment", NOTHING, "resume the deployment")
                .asRepeatable();
    }

    private static String path(UUID id) {
        return "/deployments/" + id;
    }

    private static void putIfGiven(Map<String, Object> body, String key, Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }
}
