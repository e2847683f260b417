package org.dalgo.data.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.UnknownHostException;
import java.util.Set;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.net.AddressNotPermittedException;
import org.dalgo.platform.net.AddressPolicy;

/** Lets a configuration name only hosts that this installation permits ({@code dalgo.net}). */
@ApplicationScoped
public class ConnectorAddresses {

    private static final int MAX_HOSTS = 50;

    private final AddressPolicy addresses;

    @Inject
    ConnectorAddresses(AddressPolicy addresses) {
        this.addresses = addresses;
    }

    /**
     * Fails with BAD_REQUEST, naming the host, when one of them has an address that is not permitted. A name without an
     * address here passes: Airbyte, which connects, may have another name server.
     *
     * @param specification schema of the connector's configuration
     */
    public Uni<Void> requirePermitted(JsonNode specification, ObjectNode config) {
        Set<String> hosts = AddressFields.hosts(specification, config);
        if (hosts.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        if (hosts.size() > MAX_HOSTS) {
            throw Failure.badRequest("The configuration names more than " + MAX_HOSTS + " hosts.");
        }
        // Looking names up blocks; a caller with a database session needs its own context afterwards.
        return Uni.createFrom().deferred(() -> Uni.createFrom()
                .item(() -> {
                    hosts.forEach(this::require);
                    return (Void) null;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(CallerContextExecutor.current()));
    }

    private void require(String host) {
        try {
            addresses.resolve(host);
        } catch (AddressNotPermittedException e) {
            throw Failure.badRequest("This installation does not connect to " + host
                    + ". Give a public address, or ask its operator to permit that network.");
        } catch (UnknownHostException e) {
            // Passes, as documented.
        }
    }
}
