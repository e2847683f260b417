package org.dalgo.flow.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.http.Failure;

/** What people may choose from when they put a task together. */
@ApplicationScoped
class TaskCatalogue {

    private final Door door;
    private final TaskRepository tasks;

    @Inject
    TaskCatalogue(Door door, TaskRepository tasks) {
        this.door = door;
        this.tasks = tasks;
    }

    /** The tasks on offer, in the order in which a pipeline runs them. */
    Uni<List<MasterTaskResponse>> offered(OrgId org) {
        return door.enter(org, tasks::listAll).map(all -> all.stream()
                .filter(task -> task.kind().isRunnable())
                .sorted(Comparator.comparingInt(task -> task.kind().order()))
                .map(MasterTaskResponse::of)
                .toList());
    }

    /** What a task takes; empty when it is no dbt task. Fails with NOT_FOUND for an unknown slug. */
    Uni<Optional<TaskOptionsResponse>> options(OrgId org, String slug) {
        return door.enter(org, () -> tasks.bySlug(slug))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("Task not found"))
                .map(task -> Optional.of(task.kind())
                        .filter(TaskKind::isDbt)
                        .map(kind -> new TaskOptionsResponse(kind.flags(), kind.options())));
    }
}
