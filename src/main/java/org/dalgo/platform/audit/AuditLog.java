package org.dalgo.platform.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.Arc;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CurrentCaller;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** Writes entries. Each is part of the current unit of work, so that no change is without its entry. */
@ApplicationScoped
public class AuditLog {

    private static final String INSERT =
            """
            insert into audit_entry (org, account, actor, action, resource_type, resource_id, details, address, agent)
            values ($1::bigint, $2::bigint, $3::varchar, $4::varchar, $5::varchar, $6::varchar, $7::jsonb, $8::varchar,
                    $9::varchar)
            """;

    private final Sql sql;
    private final CurrentCaller caller;
    private final ClientInfo origin;
    private final ObjectMapper json;

    @Inject
    AuditLog(Sql sql, CurrentCaller caller, ClientInfo origin, ObjectMapper json) {
        this.sql = sql;
        this.caller = caller;
        this.origin = origin;
        this.json = json;
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
        return sql.update(
                        INSERT,
                        org == null ? null : org.value(),
                        account == 0 ? null : account,
                        actor,
                        action.code(),
                        type,
                        id,
                        new JsonObject(json.valueToTree(details).toString()),
                        request ? origin.address() : null,
                        request ? origin.userAgent() : null)
                .replaceWithVoid();
    }
}
