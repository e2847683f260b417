package org.dalgo.data.ingest.connection;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.orgevent.OrgEventLog;
import org.dalgo.platform.orgevent.OrgEventTopic;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Publishes the state of a connection on its organisation's stream, after each change that a list of connections shows. */
@ApplicationScoped
public class ConnectionEventPublisher {

    /** Airbyte's word for a connection that was deleted. */
    private static final String DELETED = "deprecated";

    private final TenantTransactions tenantTransactions;
    private final ConnectionRepository connections;
    private final OrgEventLog events;

    @Inject
    ConnectionEventPublisher(
            TenantTransactions tenantTransactions, ConnectionRepository connections, OrgEventLog events) {
        this.tenantTransactions = tenantTransactions;
        this.connections = connections;
        this.events = events;
    }

    /** Publishes the state as it is now. Joins the current unit of work, and belongs at its end. */
    public Uni<Void> publish(OrgId org, UUID connectionId) {
        return tenantTransactions.inOrg(org, () -> connections
                .findEvent(org, connectionId)
                .map(found -> found.orElseGet(() -> new ConnectionEvent(connectionId, DELETED, false)))
                .chain(event -> events.publish(org, OrgEventTopic.CONNECTION, event)));
    }
}
