package org.dalgo.data.transform.canvas.lock;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Who may draw: one person of an organisation at a time, for two minutes unless they renew it. */
@ApplicationScoped
public class CanvasLockService {

    private static final String ACQUIRE =
            """
            insert into canvas_lock as l (org_id, account_id, token, locked_at, expires_at)
            values ($1, $2, $3, now(), now() + interval '2 minutes')
            on conflict (org_id) do update set account_id = excluded.account_id, expires_at = excluded.expires_at,
                token = case when l.expires_at > now() then l.token else excluded.token end,
                locked_at = case when l.expires_at > now() then l.locked_at else excluded.locked_at end
            where l.account_id = excluded.account_id or l.expires_at <= now()
            returning token, expires_at, locked_at
            """;

    private static final String RENEW =
            """
            update canvas_lock set expires_at = now() + interval '2 minutes'
            where org_id = $1 and account_id = $2 and expires_at > now()
            returning token, expires_at, locked_at
            """;

    private static final String OTHER_HOLDER =
            """
            select a.email from canvas_lock l join account a on a.id = l.account_id
            where l.org_id = $1 and l.account_id <> $2 and l.expires_at > now()
            """;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;

    @Inject
    CanvasLockService(TenantTransactions tenantTransactions, Sql sql) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
    }

    /** Takes the lock, or renews one's own; fails with NOT_FOUND without a workspace, LOCKED while another has it. */
    public Uni<CanvasLockResponse> acquire(Caller by) {
        return tenantTransactions.inOrg(by.org(), () -> sql.firstRow(
                        "select 1 from dbt_project where org_id = $1", by.org().value())
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("dbt workspace not setup"))
                .chain(() -> sql.firstRow(ACQUIRE, by.org().value(), by.account(), UUID.randomUUID()))
                // The web app takes all that follows the words for an address.
                .chain(row -> row == null
                        ? refuse(by, "Canvas is already locked by ")
                        : Uni.createFrom().item(lock(by, row))));
    }

    /**
     * Renews one's own lock.
     *
     * @return fails with NOT_FOUND when no person holds it, FORBIDDEN when another has it, GONE when it has lapsed
     */
    public Uni<CanvasLockResponse> renew(Caller by) {
        return tenantTransactions.inOrg(by.org(), () -> sql.firstRow(
                        RENEW, by.org().value(), by.account())
                .chain(row ->
                        row == null ? renewalRefused(by) : Uni.createFrom().item(lock(by, row))));
    }

    /** Gives the lock back, where there is one; fails with FORBIDDEN when it is another's. */
    public Uni<Void> release(Caller by) {
        return tenantTransactions.inOrg(
                by.org(), () -> sql.firstRow(OTHER_HOLDER, by.org().value(), by.account())
                        .invoke(other -> {
                            if (other != null) {
                                throw new Failure(Problem.FORBIDDEN, "You can only unlock your own locks");
                            }
                        })
                        .chain(() -> sql.update(
                                "delete from canvas_lock where org_id = $1 and account_id = $2",
                                by.org().value(),
                                by.account()))
                        .replaceWithVoid());
    }

    /** Fails with LOCKED while another person draws; joins the caller's unit of work. */
    public Uni<Void> requireFree(Caller by) {
        return sql.firstRow(OTHER_HOLDER, by.org().value(), by.account())
                .chain(row -> row == null
                        ? Uni.createFrom().voidItem()
                        : refuse(by, "Canvas is locked by ").replaceWithVoid());
    }

    private Uni<CanvasLockResponse> refuse(Caller by, String words) {
        return sql.firstRow(OTHER_HOLDER, by.org().value(), by.account()).map(row -> {
            throw new Failure(Problem.LOCKED, words + (row == null ? "another person" : row.text("email")));
        });
    }

    private Uni<CanvasLockResponse> renewalRefused(Caller by) {
        return sql.firstRow(
                        "select account_id = $2 as own from canvas_lock where org_id = $1",
                        by.org().value(),
                        by.account())
                .map(row -> {
                    if (row == null) {
                        throw Failure.notFound("No active lock found");
                    }
                    throw row.bool("own")
                            ? new Failure(Problem.GONE, "Lock has expired")
                            : new Failure(Problem.FORBIDDEN, "You can only refresh your own locks");
                });
    }

    private static CanvasLockResponse lock(Caller by, Row row) {
        UUID token = row.uuid("token");
        return new CanvasLockResponse(
                token, token, row.instant("expires_at"), row.instant("locked_at"), by.email(), true, true);
    }
}
