package org.dalgo.data.ingest.connection;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Takes the connections and then the sources of an organisation that ends out of Airbyte. */
@ApplicationScoped
class ConnectionLifecycle implements OrgLifecycle {

    private final TenantTransactions tenantTransactions;
    private final ConnectionRepository connections;
    private final SourceService sources;
    private final AirbyteAdapter airbyte;
    private final CastPublisher casts;

    @Inject
    ConnectionLifecycle(
            TenantTransactions tenantTransactions,
            ConnectionRepository connections,
            SourceService sources,
            AirbyteAdapter airbyte,
            CastPublisher casts) {
        this.casts = casts;
        this.tenantTransactions = tenantTransactions;
        this.connections = connections;
        this.sources = sources;
        this.airbyte = airbyte;
    }

    @Override
    public Stage stage() {
        return Stage.CONNECTIONS;
    }

    @Override
    public Uni<List<String>> remove(OrgView org) {
        return removeConnections(org).chain(left -> sources.removeAll(org.id())
                .map(more -> Stream.concat(left.stream(), more.stream()).toList()));
    }

    private Uni<List<String>> removeConnections(OrgView org) {
        return tenantTransactions
                .inOrg(org.id(), () -> connections.listByOrg(org.id()))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(this::remove)
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList();
    }

    private Uni<Optional<String>> remove(Connection row) {
        return airbyte.connections()
                .delete(row.connectionId)
                .chain(() -> casts.remove(row))
                .map(gone -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of(
                        "connection " + row.name + " (" + row.connectionId + ") in Airbyte: " + failure.getMessage()));
    }
}
