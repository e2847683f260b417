package org.dalgo.people.org.logo;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Queries over logos. All join the current transaction. */
@ApplicationScoped
class LogoRepository {

    private final Sql sql;

    @Inject
    LogoRepository(Sql sql) {
        this.sql = sql;
    }

    /** The organisation's logo, or null. */
    Uni<LogoPicture> find(OrgId org) {
        return sql.firstRow("select content, content_type from org_logo where org_id = $1", org.value())
                .map(row -> row == null ? null : new LogoPicture(row.bytes("content"), row.text("content_type")));
    }

    /** Stores the logo in the place of the one before. */
    Uni<Logo> upsert(OrgId org, byte[] content, LogoFormat format, String filename) {
        return sql.firstRow(
                        """
                        insert into org_logo (org_id, content, content_type, filename) values ($1, $2, $3, $4::varchar)
                        on conflict (org_id) do update set content = excluded.content, content_type =
                            excluded.content_type,
                            filename = excluded.filename, version = excluded.version, updated_at = now()
                        returning version, filename, updated_at
                        """,
                        org.value(),
                        Buffer.buffer(content),
                        format.mediaType(),
                        filename)
                .map(row -> new Logo(row.uuid("version"), row.text("filename"), row.instant("updated_at")));
    }

    /** Answers false when there is none. */
    Uni<Boolean> delete(OrgId org) {
        return sql.update("delete from org_logo where org_id = $1", org.value()).map(deleted -> deleted > 0);
    }
}
