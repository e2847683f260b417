package org.dalgo.data.ingest.connection;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.data.warehouse.WarehouseDeparture;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.job.InTurn;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Connections lead into the warehouse and go with it; sources stay. */
@ApplicationScoped
class ConnectionDeparture implements WarehouseDeparture {

    private final Door door;
    private final ConnectionRepository connections;
    private final AirbyteAdapter airbyte;
    private final Audit audit;

    @Inject
    ConnectionDeparture(Door door, ConnectionRepository connections, AirbyteAdapter airbyte, Audit audit) {
        this.door = door;
        this.connections = connections;
        this.airbyte = airbyte;
        this.audit = audit;
    }

    @Override
    public Uni<Void> leaves(Caller by) {
        return door.enter(by.org(), () -> connections.list("org", by.org().value()))
                .chain(rows -> InTurn.each(
                        rows,
                        row -> airbyte.connections().delete(row.connectionId).chain(() -> forget(by, row))));
    }

    private Uni<Void> forget(Caller by, Connection row) {
        return door.enter(by.org(), () -> connections
                .delete(by.org(), row.id)
                .chain(() -> audit.record(
                        by,
                        AuditAction.DELETE,
                        ConnectionService.AUDITED,
                        row.connectionId.toString(),
                        Map.of("name", row.name))));
    }
}
