package org.dalgo.data.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dalgo.people.org.OrgLifecycle;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.upstream.airbyte.AirbyteAdapter;

/** Takes the connections and then the sources of an organisation that ends out of Airbyte. */
@ApplicationScoped
class ConnectionLifecycle implements OrgLifecycle {

    private final Door door;
    private final ConnectionRepository connections;
    private final SourceRepository sources;
    private final AirbyteAdapter airbyte;

    @Inject
    ConnectionLifecycle(Door door, ConnectionRepository connections, SourceRepository sources, AirbyteAdapter airbyte) {
        this.door = door;
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
        return removeConnections(org).chain(left -> removeSources(org)
                .map(more -> Stream.concat(left.stream(), more.stream()).toList()));
    }

    private Uni<List<String>> removeConnections(OrgView org) {
        return all(door.enter(org.id(), () -> connections.list("org", org.id().value()))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(row -> left(
                        airbyte.connections().delete(row.connectionId),
                        "connection " + row.name + " (" + row.connectionId + ") in Airbyte")));
    }

    private Uni<List<String>> removeSources(OrgView org) {
        return all(door.enter(org.id(), () -> sources.list("org", org.id().value()))
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().iterable(rows))
                .onItem()
                .transformToUniAndConcatenate(row -> left(
                        airbyte.sources().delete(row.sourceId),
                        "source " + row.name + " (" + row.sourceId + ") in Airbyte")));
    }

    private static Uni<List<String>> all(Multi<Optional<String>> left) {
        return left.filter(Optional::isPresent).map(Optional::get).collect().asList();
    }

    private static Uni<Optional<String>> left(Uni<Void> removal, String what) {
        return removal.map(gone -> Optional.<String>empty())
                .onFailure()
                .recoverWithItem(failure -> Optional.of(what + ": " + failure.getMessage()));
    }
}
