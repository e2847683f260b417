package org.dalgo.people.auth;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;

/**
 * Audit entries about a person rather than an organisation. There is one for each organisation they belong to, so that
 * those who answer for its members can read it.
 */
@ApplicationScoped
public class PersonAudit {

    private static final String TYPE = "auth";

    private final PersonOrgRepository orgs;
    private final AuditLog auditLog;

    @Inject
    PersonAudit(PersonOrgRepository orgs, AuditLog auditLog) {
        this.orgs = orgs;
        this.auditLog = auditLog;
    }

    /**
     * Records what a person did. Joins the current transaction, which spans organisations.
     *
     * @param account 0 when there is no such account
     * @param email their address, or the one that was tried
     * @param details never a secret
     */
    public Uni<Void> record(long account, String email, AuditAction action, Map<String, ?> details) {
        String id = account == 0 ? null : Long.toString(account);
        return orgs.list(account)
                .chain(found -> found.isEmpty()
                        ? auditLog.recordFor(account, email, null, action, TYPE, id, details)
                        : Multi.createFrom()
                                .iterable(found)
                                .onItem()
                                .transformToUniAndConcatenate(
                                        org -> auditLog.recordFor(account, email, org, action, TYPE, id, details))
                                .onItem()
                                .ignoreAsUni());
    }
}
