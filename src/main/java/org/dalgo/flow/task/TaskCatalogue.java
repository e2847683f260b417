package org.dalgo.flow.task;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What people may choose from when they put a task together. */
@ApplicationScoped
class TaskCatalogue {

    private final TenantTransactions tenantTransactions;
    private final TaskRepository tasks;

    @Inject
    TaskCatalogue(TenantTransactions tenantTransactions, TaskRepository tasks) {
        this.tenantTransactions = tenantTransactions;
        this.tasks = tasks;
    }

    /** The tasks on offer, in the order in which a pipeline runs them. */
    Uni<List<MasterTaskResponse>> offered(OrgId org) {
        return tenantTransactions.inOrg(org, tasks::listAll).map(all -> all.stream()
                .filter(task -> task.kind().isRunnable())
                .sorted(Comparator.comparingInt(task -> task.kind().order()))
                .map(MasterTaskResponse::of)
                .toList());
    }

    /** What a task takes; empty when it is no dbt task. Fails with NOT_FOUND for an unknown slug. */
    Uni<Optional<TaskOptionsResponse>> options(OrgId org, String slug) {
        return tenantTransactions
                .inOrg(org, () -> tasks.bySlug(slug))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("Task not found"))
                .map(task -> Optional.of(task.kind())
                        .filter(TaskKind::isDbt)
                        .map(kind -> new TaskOptionsResponse(kind.flags(), kind.options())));
    }
}
