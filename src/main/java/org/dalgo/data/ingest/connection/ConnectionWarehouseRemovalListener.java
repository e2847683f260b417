package org.dalgo.data.ingest.connection;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.data.warehouse.WarehouseRemovalListener;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Connections lead into the warehouse and go with it; sources stay. */
@ApplicationScoped
class ConnectionWarehouseRemovalListener implements WarehouseRemovalListener {

    private final TenantTransactions tenantTransactions;
    private final ConnectionRepository connections;
    private final AirbyteAdapter airbyte;
    private final AuditLog auditLog;
    private final CastPublisher casts;

    @Inject
    ConnectionWarehouseRemovalListener(
            TenantTransactions tenantTransactions,
            ConnectionRepository connections,
            AirbyteAdapter airbyte,
            AuditLog auditLog,
            CastPublisher casts) {
        this.casts = casts;
        this.tenantTransactions = tenantTransactions;
        this.connections = connections;
        this.airbyte = airbyte;
        this.auditLog = auditLog;
    }

    @Override
    public Uni<Void> onRemoved(Caller by) {
        return tenantTransactions
                .inOrg(by.org(), () -> connections.list("org", by.org().value()))
                .chain(rows -> Unis.sequentially(rows, row -> airbyte.connections()
                        .delete(row.connectionId)
                        .chain(() -> casts.remove(row))
                        .chain(() -> delete(by, row))));
    }

    private Uni<Void> delete(Caller by, Connection row) {
        return tenantTransactions.inOrg(by.org(), () -> connections
                .delete(by.org(), row.id)
                .chain(() -> auditLog.record(
                        by,
                        AuditAction.DELETE,
                        ConnectionService.AUDIT_TYPE,
                        row.connectionId.toString(),
                        Map.of("name", row.name))));
    }
}
