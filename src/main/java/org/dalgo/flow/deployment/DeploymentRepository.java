package org.dalgo.flow.deployment;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

@ApplicationScoped
class DeploymentRepository implements PanacheRepository<Deployment> {

    private static final String WITH_TASKS =
            """
            from Deployment d
            left join fetch d.tasks
            where d.org = ?1\s""";

    @Inject
    Sql sql;

    Uni<Deployment> byDeploymentId(OrgId org, UUID deploymentId) {
        return first(WITH_TASKS + "and d.deploymentId = ?2", org.value(), deploymentId);
    }

    Uni<Deployment> byName(OrgId org, String deploymentName) {
        return first(WITH_TASKS + "and d.deploymentName = ?2", org.value(), deploymentName);
    }

    /** The deployment that runs this task alone, or null. */
    Uni<Deployment> manualOf(OrgId org, long orgTask) {
        return first(
                WITH_TASKS + "and d.type = 'manual' and d.id in"
                        + " (select m.id from Deployment m join m.tasks s where s.orgTask = ?2) order by d.id",
                org.value(),
                orgTask);
    }

    Uni<List<Deployment>> containing(OrgId org, Collection<Long> orgTasks) {
        return list(
                WITH_TASKS + "and d.id in (select m.id from Deployment m join m.tasks s where s.orgTask in ?2)",
                org.value(),
                orgTasks);
    }

    Uni<List<Deployment>> all(OrgId org) {
        return list(WITH_TASKS + "order by d.id", org.value());
    }

    /** Deletes the row; answers false when there is none, for example after a concurrent deletion. */
    Uni<Boolean> deleteByName(OrgId org, String deploymentName) {
        return sql.update(
                        "delete from deployment where org_id = $1 and deployment_name = $2",
                        org.value(),
                        deploymentName)
                .map(deleted -> deleted > 0);
    }

    /** A limit on rows would cut a deployment's steps off, as each step is a row of its own. */
    private Uni<Deployment> first(String query, Object... parameters) {
        return list(query, parameters).map(found -> found.isEmpty() ? null : found.get(0));
    }
}
