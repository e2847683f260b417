package org.dalgo.platform.audit;

import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.audit.AuditRepository.NewEntry;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.tenancy.OrgId;

/** Writes entries. Each is part of the current unit of work, so that no change is without its entry. */
@ApplicationScoped
public class AuditLog {

    private final AuditRepository entries;
    private final CurrentCaller caller;
    private final ClientInfo origin;

    @Inject
    AuditLog(AuditRepository entries, CurrentCaller caller, ClientInfo origin) {
        this.entries = entries;
        this.caller = caller;
        this.origin = origin;
    }

    /**
     * Records an action of the caller of the current request.
     *
     * @param type of the object, for example {@code pipeline}
     * @param id of the object, or null when there is none
     * @param details names and old or new values; never a secret
     */
    public Uni<Void> record(OrgId org, AuditAction action, String type, String id, Map<String, ?> details) {
        Caller who = caller.get();
        return recordFor(who.account(), who.email(), org, action, type, id, details);
    }

    /**
     * Notes what a caller did in their organisation, for services that were handed one.
     *
     * @param type of the object, for example {@code pipeline}
     * @param id of the object, or null when there is none
     * @param details names and old or new values; never a secret
     */
    public Uni<Void> record(Caller who, AuditAction action, String type, String id, Map<String, ?> details) {
        return recordFor(who.account(), who.email(), who.org(), action, type, id, details);
    }

    /**
     * Records an action outside an authenticated request: a sign-in, background work, an operator.
     *
     * @param account 0 when there is none
     * @param actor address or name of who did it
     * @param org null when it concerns no single organisation
     */
    public Uni<Void> recordFor(
            long account, String actor, OrgId org, AuditAction action, String type, String id, Map<String, ?> details) {
        boolean request = Arc.container().requestContext().isActive();
        return entries.insert(
                org,
                new NewEntry(
                        account == 0 ? null : account,
                        actor,
                        action,
                        type,
                        id,
                        details,
                        request ? origin.address() : null,
                        request ? origin.userAgent() : null));
    }
}
