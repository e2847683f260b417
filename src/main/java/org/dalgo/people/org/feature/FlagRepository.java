package org.dalgo.people.org.feature;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Queries over stored flags. All join the current transaction. */
@ApplicationScoped
class FlagRepository {

    private final Sql sql;

    @Inject
    FlagRepository(Sql sql) {
        this.sql = sql;
    }

    /** Stored flags by name: the organisation's own value, else the value for all organisations. */
    Uni<Map<String, Boolean>> list(OrgId org) {
        return sql.rows(
                        "select name, value, 0 from feature_flag union all"
                                + " select name, value, 1 from org_flag where org_id = $1 order by 3",
                        org.value())
                .map(rows -> {
                    Map<String, Boolean> flags = new HashMap<>();
                    rows.forEach(row -> flags.put(row.text("name"), row.bool("value")));
                    return flags;
                });
    }

    /** Stores a value for all organisations; the transaction spans them. */
    Uni<Void> set(Feature feature, boolean value) {
        return sql.update(
                        "insert into feature_flag (name, value) values ($1, $2)"
                                + " on conflict (name) do update set value = excluded.value",
                        feature.name(),
                        value)
                .replaceWithVoid();
    }

    Uni<Void> set(OrgId org, Feature feature, boolean value) {
        return sql.update(
                        "insert into org_flag (org_id, name, value) values ($1, $2, $3)"
                                + " on conflict (org_id, name) do update set value = excluded.value",
                        org.value(),
                        feature.name(),
                        value)
                .replaceWithVoid();
    }
}
