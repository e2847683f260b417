package org.dalgo.people.org.terms;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Which organisation accepted the terms, and by whom. */
@ApplicationScoped
class TermsRepository {

    private final Sql sql;

    @Inject
    TermsRepository(Sql sql) {
        this.sql = sql;
    }

    /** Answers false, and stores nothing, for a consultant and when they are accepted already. Joins the current transaction. */
    Uni<Boolean> accept(OrgId org, long account) {
        return sql.update(
                        "insert into org_terms (org_id, accepted_by_id) select $1, id from account"
                                + " where id = $2 and not is_consultant on conflict (org_id) do nothing",
                        org.value(),
                        account)
                .map(accepted -> accepted > 0);
    }
}
