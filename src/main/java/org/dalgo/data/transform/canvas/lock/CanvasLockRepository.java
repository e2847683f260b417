package org.dalgo.data.transform.canvas.lock;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over the locks of canvases. All join the current transaction. */
@ApplicationScoped
class CanvasLockRepository {

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

    private final Sql sql;

    @Inject
    CanvasLockRepository(Sql sql) {
        this.sql = sql;
    }

    /** Whether the organisation has a canvas. */
    Uni<Boolean> hasCanvas(OrgId org) {
        return sql.firstRow("select 1 from dbt_project where org_id = $1", org.value())
                .map(row -> row != null);
    }

    /** The caller's lock, taken or renewed; null while another person has it. */
    Uni<CanvasLockResponse> acquire(Caller by) {
        return sql.firstRow(ACQUIRE, by.org().value(), by.account(), UUID.randomUUID())
                .map(row -> row == null ? null : lock(by, row));
    }

    /** The caller's lock, renewed; null when it has lapsed or there is none. */
    Uni<CanvasLockResponse> renew(Caller by) {
        return sql.firstRow(RENEW, by.org().value(), by.account()).map(row -> row == null ? null : lock(by, row));
    }

    Uni<Void> delete(OrgId org, long account) {
        return sql.update("delete from canvas_lock where org_id = $1 and account_id = $2", org.value(), account)
                .replaceWithVoid();
    }

    /** Address of the person who has the lock, unless it is that account's own. */
    Uni<Optional<String>> findOtherHolder(OrgId org, long account) {
        return sql.firstRow(OTHER_HOLDER, org.value(), account)
                .map(row -> Optional.ofNullable(row).map(found -> found.text("email")));
    }

    /** Whether the lock, lapsed or not, is that account's own; empty when there is none. */
    Uni<Optional<Boolean>> isOwn(OrgId org, long account) {
        return sql.firstRow("select account_id = $2 as own from canvas_lock where org_id = $1", org.value(), account)
                .map(row -> Optional.ofNullable(row).map(found -> found.bool("own")));
    }

    private static CanvasLockResponse lock(Caller by, Row row) {
        UUID token = row.uuid("token");
        return new CanvasLockResponse(
                token, token, row.instant("expires_at"), row.instant("locked_at"), by.email(), true, true);
    }
}
