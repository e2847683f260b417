package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Rows of operations. Methods join the current transaction, which spans organisations, unless documented otherwise. */
@ApplicationScoped
public class OrgOperationRepository {

    public static final String CREATE_JOB = "org-create";
    public static final String DELETE_JOB = "org-delete";

    /**
     * What a job does, and for whom.
     *
     * @param deleting whether its organisation is already being removed
     */
    public record OperationRow(
            UUID id,
            OrgId org,
            String slug,
            String name,
            long account,
            String actor,
            boolean running,
            boolean deleting) {}

    /** Where the payload of a job names its operation. */
    private static final String OPERATION = "operation";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    OrgOperationRepository(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    Uni<UUID> begin(String kind, OrgView org, long account, String actor) {
        UUID id = UUID.randomUUID();
        return sql.update(
                        "insert into org_operation (id, kind, target_org_id, slug, name, account_id, actor)"
                                + " values ($1, $2, $3, $4, $5, $6, $7)",
                        id,
                        kind,
                        org.id().value(),
                        org.slug(),
                        org.name(),
                        account,
                        actor)
                .replaceWith(id);
    }

    public Uni<Void> end(UUID id, String state, String reason, List<String> leftBehind) {
        return sql.update(
                        "update org_operation set state = $2, reason = $3::text, left_behind = $4, ended_at = now()"
                                + " where id = $1",
                        id,
                        state,
                        reason,
                        leftBehind.toArray(String[]::new))
                .replaceWithVoid();
    }

    /** What the job of an operation carries. */
    static Map<String, String> payload(UUID id) {
        return Map.of(OPERATION, id.toString());
    }

    /** What a job is to do; in a unit of work of its own. */
    public Uni<OperationRow> load(Job job) {
        UUID id = UUID.fromString(job.payload().path(OPERATION).asText());
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ORGANISATION, () -> load(id));
    }

    private Uni<OperationRow> load(UUID id) {
        return sql.firstRow(
                        "select p.id, p.target_org_id, p.slug, p.name, p.account_id, p.actor,"
                                + " p.state = 'running' as running, coalesce(o.state = 'deleting', false) as deleting"
                                + " from org_operation p left join org o on o.id = p.target_org_id where p.id = $1",
                        id)
                .map(row -> new OperationRow(
                        row.uuid("id"),
                        row.org("target_org_id"),
                        row.text("slug"),
                        row.text("name"),
                        row.isNull("account_id") ? 0 : row.longValue("account_id"),
                        row.text("actor"),
                        row.bool("running"),
                        row.bool("deleting")));
    }

    /** Fails with NOT_FOUND. */
    Uni<OrgOperation> get(UUID id) {
        return sql.firstRow(
                        "select id, kind, state, slug, name, reason, left_behind, created_at, ended_at"
                                + " from org_operation where id = $1",
                        id)
                .map(row -> {
                    if (row == null) {
                        throw Failure.notFound("This operation does not exist.");
                    }
                    return new OrgOperation(
                            row.uuid("id"),
                            row.text("kind"),
                            row.text("state"),
                            row.text("slug"),
                            row.text("name"),
                            row.text("reason"),
                            row.texts("left_behind"),
                            row.instant("created_at"),
                            row.instant("ended_at"));
                });
    }
}
