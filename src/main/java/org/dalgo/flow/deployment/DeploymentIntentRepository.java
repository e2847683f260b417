package org.dalgo.flow.deployment;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Changes of deployments that were begun: a row each, from before the request to Prefect until our own row agrees. */
@ApplicationScoped
class DeploymentIntentRepository {

    /** What is being done. */
    enum Action {
        CREATE,
        CHANGE,
        DELETE;

        private String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A change that was begun.
     *
     * @param deploymentId Prefect's id; null while it is being created
     * @param account who requested it, or 0
     * @param actor their address, or null for a change without an author
     */
    record DeploymentIntent(
            long id, OrgId org, String deploymentName, UUID deploymentId, Action action, long account, String actor) {}

    private static final String CLAIM =
            """
            update deployment_intent set due = now() + $1 * interval '1 millisecond'
            where id in (select id from deployment_intent where due <= now() order by due limit 50 for update skip locked)
            returning id, org_id, deployment_name, prefect_deployment_id, action, account_id, actor
            """;

    // Two concurrent changes of one deployment may reach Prefect in another order than our row. While a second one is
    // open the first stays, and is repeated from the row.
    private static final String CLOSE =
            """
            delete from deployment_intent i where i.id = $1 and not exists (
                select 1 from deployment_intent j where j.deployment_name = i.deployment_name and j.id <> i.id)
            """;

    private final Sql sql;
    private final DeploymentConfig config;

    @Inject
    DeploymentIntentRepository(Sql sql, DeploymentConfig config) {
        this.sql = sql;
        this.config = config;
    }

    /** Begins a change without an author. */
    Uni<DeploymentIntent> open(Action action, DeploymentView deployment) {
        return open(action, deployment, 0, null);
    }

    Uni<DeploymentIntent> open(Action action, DeploymentView deployment, Caller by) {
        return open(action, deployment, by.account(), by.email());
    }

    private Uni<DeploymentIntent> open(Action action, DeploymentView deployment, long account, String actor) {
        return sql.firstRow(
                        "insert into deployment_intent (org_id, deployment_name, prefect_deployment_id, action,"
                                + " due, account_id, actor)"
                                + " values ($1, $2, $3, $4, now() + $5 * interval '1 millisecond', $6, $7::varchar)"
                                + " returning id",
                        deployment.org().value(),
                        deployment.deploymentName(),
                        deployment.deploymentId(),
                        action.column(),
                        config.abandonedAfter().toMillis(),
                        account,
                        actor)
                .map(row -> new DeploymentIntent(
                        row.longValue("id"),
                        deployment.org(),
                        deployment.deploymentName(),
                        deployment.deploymentId(),
                        action,
                        account,
                        actor));
    }

    /** Our row exists now; what is left is to let its schedule run. */
    Uni<Void> markCreated(DeploymentIntent deploymentIntent, UUID deploymentId) {
        return sql.update(
                        "update deployment_intent set action = 'change', prefect_deployment_id = $2 where id = $1",
                        deploymentIntent.id(),
                        deploymentId)
                .replaceWithVoid();
    }

    Uni<Void> close(DeploymentIntent deploymentIntent) {
        return sql.update(CLOSE, deploymentIntent.id()).replaceWithVoid();
    }

    /** Deletes an intent whose change was not made. */
    Uni<Void> deleteIntent(DeploymentIntent deploymentIntent) {
        return sql.update("delete from deployment_intent where id = $1", deploymentIntent.id())
                .replaceWithVoid();
    }

    /** Takes abandoned ones, of any organisation, for this replica; they come up again later unless they are closed. */
    Uni<List<DeploymentIntent>> claim() {
        return sql.rows(CLAIM, config.abandonedAfter().toMillis())
                .map(rows ->
                        rows.stream().map(DeploymentIntentRepository::intent).toList());
    }

    private static DeploymentIntent intent(Row row) {
        return new DeploymentIntent(
                row.longValue("id"),
                row.org("org_id"),
                row.text("deployment_name"),
                row.uuid("prefect_deployment_id"),
                Action.valueOf(row.text("action").toUpperCase(Locale.ROOT)),
                row.isNull("account_id") ? 0 : row.longValue("account_id"),
                row.text("actor"));
    }
}
