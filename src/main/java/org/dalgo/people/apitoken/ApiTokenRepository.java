package org.dalgo.people.apitoken;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over API tokens. All join the current transaction. */
@ApplicationScoped
class ApiTokenRepository {

    private static final String SELECT =
            """
            select t.id, t.name, t.permissions, a.email, t.created_at, t.expires_at, t.last_used_at
            from api_token t join account a on a.id = t.account_id
            where\s""";

    private final Sql sql;

    @Inject
    ApiTokenRepository(Sql sql) {
        this.sql = sql;
    }

    /** The organisation's tokens, the newest first; expired ones stay for a while. */
    Uni<List<ApiToken>> findByOrg(OrgId org) {
        return sql.rows(SELECT + "t.org_id = $1 order by t.created_at desc, t.id", org.value())
                .map(rows -> rows.stream().map(ApiTokenRepository::token).toList());
    }

    Uni<Optional<ApiToken>> findById(OrgId org, UUID id) {
        return sql.firstRow(SELECT + "t.org_id = $1 and t.id = $2", org.value(), id)
                .map(row -> Optional.ofNullable(row).map(ApiTokenRepository::token));
    }

    /** Number of tokens, expired ones included; it holds until the end of the unit of work. */
    Uni<Long> count(OrgId org) {
        return sql.lock("api tokens", org)
                .chain(() -> sql.firstRow("select count(*) as tokens from api_token where org_id = $1", org.value()))
                .map(row -> row.longValue("tokens"));
    }

    /** Writes a token down; answers null when the organisation has one of that name. */
    Uni<UUID> insert(OrgId org, long account, ApiTokenRequest request, ApiTokenText text) {
        return sql.firstRow(
                        """
                        insert into api_token (org_id, account_id, name, token_hash, permissions, expires_at)
                        values ($1, $2, $3, $4, $5, now() + $6::integer * interval '1 day')
                        on conflict (org_id, name) do nothing
                        returning id
                        """,
                        org.value(),
                        account,
                        request.name().strip(),
                        text.hash(),
                        request.permissions().stream().distinct().sorted().toArray(String[]::new),
                        request.expiresInDays())
                .map(row -> row == null ? null : row.uuid("id"));
    }

    /** Whether it was there: of two revocations at once one finds it. */
    Uni<Boolean> delete(OrgId org, UUID id) {
        return sql.update("delete from api_token where org_id = $1 and id = $2", org.value(), id)
                .map(count -> count > 0);
    }

    private static ApiToken token(Row row) {
        return new ApiToken(
                row.uuid("id"),
                row.text("name"),
                row.texts("permissions"),
                row.text("email"),
                row.instant("created_at"),
                row.instant("expires_at"),
                row.instant("last_used_at"));
    }
}
