package org.dalgo.sandbox.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.deployment.DeploymentView;
import org.dalgo.flow.pipeline.PipelineRequest;
import org.dalgo.flow.pipeline.PipelineService;
import org.dalgo.flow.pipeline.TransformTaskService;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskKind;
import org.dalgo.flow.task.TaskParameters;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.security.Caller;

/** The dbt tasks of the demo and its two pipelines: one that runs every night, one whose last step fails on purpose. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
class DemoPipelines {

    static final String NIGHTLY = "nightly";
    static final String BROKEN = "broken on purpose";

    /** Two in the morning in India. */
    private static final String EVERY_NIGHT = "30 20 * * *";

    private static final TaskParameters PLAN_ONLY = options("programme_plan");
    private static final TaskParameters BROKEN_TEST = options("tag:broken");

    private final TaskService tasks;
    private final TransformTaskService transformTasks;
    private final DeploymentService deployments;
    private final PipelineService pipelines;

    @Inject
    DemoPipelines(
            TaskService tasks,
            TransformTaskService transformTasks,
            DeploymentService deployments,
            PipelineService pipelines) {
        this.tasks = tasks;
        this.transformTasks = transformTasks;
        this.deployments = deployments;
        this.pipelines = pipelines;
    }

    /** What a dbt workspace can run; done again it adds what is missing. */
    Uni<Void> setUpTasks(Caller caller) {
        return transformTasks.setUp(caller);
    }

    /** Whether the pipeline of that name is there. */
    Uni<Boolean> exists(Caller caller, String name) {
        return all(caller).map(found -> found.stream()
                .anyMatch(one -> one.pipeline() && one.name().equals(name)));
    }

    /** All of the data, each night. */
    Uni<Void> createNightly(Caller caller, List<UUID> connections) {
        return tasks.transformTasks(caller.org())
                .map(system -> Stream.of(TaskKind.DBT_SEED, TaskKind.DBT_RUN, TaskKind.DBT_TEST)
                        .map(kind -> of(system, kind))
                        .toList())
                .chain(chosen -> create(caller, NIGHTLY, connections, EVERY_NIGHT, chosen));
    }

    /** Needs no synced data, so that it fails at the intended step even as the first run. */
    Uni<Void> createBroken(Caller caller) {
        List<OrgTaskView> chosen = new ArrayList<>();
        return tasks.transformTasks(caller.org())
                .invoke(system -> chosen.add(of(system, TaskKind.DBT_SEED)))
                .chain(() -> custom(caller, TaskKind.DBT_RUN, PLAN_ONLY))
                .invoke(chosen::add)
                .chain(() -> custom(caller, TaskKind.DBT_TEST, BROKEN_TEST))
                .invoke(chosen::add)
                .chain(() -> create(caller, BROKEN, List.of(), "", chosen));
    }

    /** A task with options of a person's own, which a crash may have left behind. */
    private Uni<OrgTaskView> custom(Caller caller, TaskKind kind, TaskParameters parameters) {
        return all(caller)
                .map(found -> customTask(found, kind, parameters))
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found.get())
                        : createCustom(caller, kind, parameters));
    }

    private Uni<OrgTaskView> createCustom(Caller caller, TaskKind kind, TaskParameters parameters) {
        return tasks.draft(caller.org(), kind.slug(), parameters).call(task -> deployments.createManual(caller, task));
    }

    private Uni<Void> create(
            Caller caller, String name, List<UUID> connections, String cron, List<OrgTaskView> transforms) {
        List<PipelineRequest.Connection> syncs = IntStream.range(0, connections.size())
                .mapToObj(i -> new PipelineRequest.Connection(connections.get(i).toString(), i))
                .toList();
        List<PipelineRequest.TransformTask> steps = IntStream.range(0, transforms.size())
                .mapToObj(i -> new PipelineRequest.TransformTask(
                        transforms.get(i).uuid().toString(), i))
                .toList();
        return pipelines
                .create(caller, new PipelineRequest(name, syncs, cron, steps, false))
                .replaceWithVoid();
    }

    /** Every deployment with a dbt task in it: each has the system's preparations. */
    private Uni<List<DeploymentView>> all(Caller caller) {
        return tasks.transformTasks(caller.org()).chain(system -> deployments.containing(caller.org(), system));
    }

    private static Optional<OrgTaskView> customTask(
            Collection<DeploymentView> found, TaskKind kind, TaskParameters parameters) {
        return found.stream()
                .flatMap(deployment -> deployment.chain().stream())
                .filter(task -> task.custom()
                        && task.kind() == kind
                        && task.parameters().equals(parameters))
                .findFirst();
    }

    private static OrgTaskView of(List<OrgTaskView> system, TaskKind kind) {
        return system.stream()
                .filter(task -> task.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("task " + kind.slug() + " is not registered"));
    }

    private static TaskParameters options(String select) {
        return new TaskParameters(List.of(), Map.of("select", select));
    }
}
