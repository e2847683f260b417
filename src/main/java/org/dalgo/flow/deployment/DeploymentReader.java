package org.dalgo.flow.deployment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dalgo.flow.task.OrgTaskView;
import org.dalgo.flow.task.TaskService;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Reads deployments together with the tasks of their steps. */
@ApplicationScoped
class DeploymentReader {

    private final TenantTransactions tenantTransactions;
    private final DeploymentRepository deployments;
    private final TaskService tasks;

    @Inject
    DeploymentReader(TenantTransactions tenantTransactions, DeploymentRepository deployments, TaskService tasks) {
        this.tenantTransactions = tenantTransactions;
        this.deployments = deployments;
        this.tasks = tasks;
    }

    Uni<Optional<DeploymentView>> byDeploymentId(OrgId org, UUID deploymentId) {
        return first(org, () -> deployments.byDeploymentId(org, deploymentId));
    }

    Uni<Optional<DeploymentView>> byName(OrgId org, String deploymentName) {
        return first(org, () -> deployments.byName(org, deploymentName));
    }

    /** The deployment that runs this task alone. */
    Uni<Optional<DeploymentView>> manualOf(OrgId org, long orgTask) {
        return first(org, () -> deployments.manualOf(org, orgTask));
    }

    Uni<List<DeploymentView>> containing(OrgId org, Collection<Long> orgTasks) {
        return all(org, () -> deployments.containing(org, orgTasks));
    }

    Uni<List<DeploymentView>> all(OrgId org) {
        return all(org, () -> deployments.all(org));
    }

    private Uni<Optional<DeploymentView>> first(OrgId org, Supplier<Uni<Deployment>> query) {
        return all(org, () -> query.get().map(row -> row == null ? List.of() : List.of(row)))
                .map(views -> views.stream().findFirst());
    }

    private Uni<List<DeploymentView>> all(OrgId org, Supplier<Uni<List<Deployment>>> query) {
        return tenantTransactions.inOrg(
                org, () -> query.get().chain(rows -> tasksOf(org, rows).map(byId -> views(rows, byId))));
    }

    private Uni<Map<Long, OrgTaskView>> tasksOf(OrgId org, List<Deployment> rows) {
        List<Long> ids = rows.stream()
                .flatMap(row -> row.tasks.stream())
                .map(task -> task.orgTask)
                .distinct()
                .toList();
        return tasks.findById(org, ids)
                .map(found -> found.stream().collect(Collectors.toMap(OrgTaskView::id, Function.identity())));
    }

    private static List<DeploymentView> views(List<Deployment> rows, Map<Long, OrgTaskView> byId) {
        return rows.stream().map(row -> row.toView(byId)).toList();
    }
}
