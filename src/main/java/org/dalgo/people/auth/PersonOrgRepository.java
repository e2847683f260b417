package org.dalgo.people.auth;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** The organisations that a person belongs to. */
@ApplicationScoped
class PersonOrgRepository {

    private final Sql sql;

    @Inject
    PersonOrgRepository(Sql sql) {
        this.sql = sql;
    }

    /** In the order in which the person joined them. Joins the current transaction, which spans organisations. */
    Uni<List<OrgId>> list(long account) {
        return sql.rows("select org_id from membership where account_id = $1 order by id", account)
                .map(rows -> rows.stream().map(row -> row.org("org_id")).toList());
    }
}
