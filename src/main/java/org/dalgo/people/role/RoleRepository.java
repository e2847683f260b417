package org.dalgo.people.role;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over roles, which are the same for all organisations. All join the current transaction. */
@ApplicationScoped
class RoleRepository {

    private static final String SELECT = "select id, uuid, slug, name, wire_slug, level from role ";

    private final Sql sql;

    @Inject
    RoleRepository(Sql sql) {
        this.sql = sql;
    }

    /** The roles up to that level, the highest first. */
    Uni<List<RoleView>> listUpToLevel(int level) {
        return sql.rows(SELECT + "where level <= $1 order by level desc, id", level)
                .map(rows -> rows.stream().map(RoleRepository::role).toList());
    }

    Uni<Optional<RoleView>> findByUuid(UUID uuid) {
        return one(SELECT + "where uuid = $1", uuid);
    }

    Uni<Optional<RoleView>> findBySlug(String slug) {
        return one(SELECT + "where slug = $1", slug);
    }

    /** As {@link #findBySlug}; a hyphen and an underscore are the same. */
    Uni<Optional<RoleView>> findByEitherSpelling(String slug) {
        return one(SELECT + "where replace(slug, '_', '-') = replace($1, '_', '-')", slug);
    }

    private Uni<Optional<RoleView>> one(String query, Object parameter) {
        return sql.firstRow(query, parameter)
                .map(row -> Optional.ofNullable(row).map(RoleRepository::role));
    }

    private static RoleView role(Row row) {
        return new RoleView(
                row.intValue("id"),
                row.uuid("uuid"),
                row.text("slug"),
                row.text("name"),
                row.text("wire_slug"),
                row.intValue("level"));
    }
}
