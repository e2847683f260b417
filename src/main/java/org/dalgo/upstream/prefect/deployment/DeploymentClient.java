package org.dalgo.upstream.prefect.deployment;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.IdResponse;
import org.dalgo.upstream.prefect.http.PrefectCall;
import org.dalgo.upstream.prefect.http.PrefectFailures;
import org.dalgo.upstream.prefect.http.PrefectHttpClient;
import org.dalgo.upstream.prefect.http.PrefectJson;
import org.jboss.logging.Logger;

/** Flows, deployments and their one schedule. */
public final class DeploymentClient {

    private static final Logger LOG = Logger.getLogger(DeploymentClient.class);

    /**
     * A schedule keeps its identity by this name; without it each change would make a new schedule, and a tick could
     * run twice.
     */
    private static final String SLUG = "main";

    private static final Map<String, Object> NOTHING = Map.of();

    private final PrefectHttpClient http;
    private final String defaultPool;

    public DeploymentClient(PrefectHttpClient http, String defaultPool) {
        this.http = http;
        this.defaultPool = defaultPool;
    }

    public Uni<UUID> ensureFlow(String name) {
        PrefectCall prefectCall = PrefectCall.post("/flows/", Map.of("name", name), "register the flow")
                .asRepeatable();
        return http.send(prefectCall, IdResponse.class).map(IdResponse::id);
    }

    public Uni<PrefectDeployment> create(DeploymentDraft draft) {
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
        putIfGiven(body, "parameters", PrefectJson.withoutEvaluatedKeys(draft.parameters()));
        putIfGiven(body, "parameter_openapi_schema", draft.parameterSchema());
        putIfGiven(body, "work_queue_name", draft.queue());
        putIfGiven(body, "job_variables", draft.jobVariables());
        putIfGiven(body, "concurrency_limit", draft.concurrencyLimit());
        return http.send(
                        PrefectCall.post("/deployments/", body, "create the deployment"),
                        PrefectDeploymentResponse.class)
                .map(PrefectDeploymentResponse::toDeployment);
    }

    /** Pausing comes first, so that nothing is planned in between; resuming comes last. */
    public Uni<PrefectDeployment> patch(UUID id, DeploymentPatch patch) {
        Uni<Void> changed = Boolean.TRUE.equals(patch.paused())
                ? pause(id)
                : Uni.createFrom().voidItem();
        Map<String, Object> body = body(patch);
        if (!body.isEmpty()) {
            changed = changed.chain(() -> http.send(PrefectCall.patch(path(id), body, "change the deployment")))
                    .replaceWithVoid();
        }
        if (patch.withoutSchedule()) {
            changed = changed.chain(() -> deleteSchedules(id));
        }
        if (Boolean.FALSE.equals(patch.paused())) {
            changed = changed.chain(() -> http.send(resumeCall(id))).replaceWithVoid();
        }
        return changed.chain(() -> get(id)).call(this::scheduleRuns);
    }

    public Uni<Void> pause(UUID id) {
        PrefectCall prefectCall = PrefectCall.post(path(id) + "/pause_deployment", NOTHING, "pause the deployment")
                .asRepeatable();
        return http.send(prefectCall).replaceWithVoid();
    }

    public Uni<Void> resume(UUID id) {
        return http.send(resumeCall(id))
                .chain(() -> get(id))
                .call(this::scheduleRuns)
                .replaceWithVoid();
    }

    public Uni<Optional<PrefectDeployment>> find(UUID id) {
        return get(id).map(Optional::of).onFailure(PrefectFailures::isNotFound).recoverWithItem(Optional.empty());
    }

    public Uni<Void> delete(UUID id) {
        return http.send(PrefectCall.delete(path(id), "delete the deployment"))
                .replaceWithVoid()
                .onFailure(PrefectFailures::isNotFound)
                .recoverWithNull();
    }

    private Uni<PrefectDeployment> get(UUID id) {
        return http.send(PrefectCall.get(path(id), "read the deployment"), PrefectDeploymentResponse.class)
                .map(PrefectDeploymentResponse::toDeployment);
    }

    /**
     * Every change takes the planned runs back, and the scheduler may need a minute to plan anew: a tick in between
     * would be lost. Prefect plans even a paused deployment on request, so the request is sent only when runs are
     * wanted. The change itself is done by then, and the scheduler comes round in any case.
     */
    private Uni<Void> scheduleRuns(PrefectDeployment prefectDeployment) {
        if (!prefectDeployment.scheduled()) {
            return Uni.createFrom().voidItem();
        }
        PrefectCall prefectCall = PrefectCall.post(
                        path(prefectDeployment.id()) + "/schedule", NOTHING, "plan the next runs")
                .asRepeatable();
        return http.send(prefectCall)
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf(failure, "Runs of deployment %s are planned late", prefectDeployment.id()))
                .onFailure()
                .recoverWithNull();
    }

    /** A change that leaves schedules out merges and never removes, so removing has a route of its own. */
    private Uni<Void> deleteSchedules(UUID id) {
        return http.sendForList(
                        PrefectCall.get(path(id) + "/schedules", "read the schedule"),
                        PrefectDeploymentResponse.ScheduleResponse.class)
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable)
                .onItem()
                .transformToUniAndConcatenate(schedule -> deleteSchedule(id, schedule.id()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> deleteSchedule(UUID id, UUID schedule) {
        return http.send(PrefectCall.delete(path(id) + "/schedules/" + schedule, "remove the schedule"))
                .replaceWithVoid()
                .onFailure(PrefectFailures::isNotFound)
                .recoverWithNull();
    }

    private Map<String, Object> body(DeploymentPatch patch) {
        Map<String, Object> body = new LinkedHashMap<>();
        putIfGiven(body, "schedules", patch.schedule() == null ? null : List.of(wire(patch.schedule())));
        putIfGiven(body, "parameters", PrefectJson.withoutEvaluatedKeys(patch.parameters()));
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

    private static PrefectCall resumeCall(UUID id) {
        return PrefectCall.post(path(id) + "/resume_deployment", NOTHING, "resume the deployment")
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
