package org.dalgo.upstream.airbyte;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The door to Airbyte. Every answer comes within a bounded time, on the caller's own context, or fails with an
 * {@link org.dalgo.platform.http.UpstreamFailure} that names Airbyte in words fit for a tenant. Reads are repeated a few
 * times; everything else is sent once, and a failure says whether it may have been executed.
 */
@ApplicationScoped
public class AirbyteAdapter {

    private final AirbyteHttp http;
    private final InstanceCalls instance;
    private final WorkspaceCalls workspaces;
    private final DefinitionCalls sourceDefinitions;
    private final DefinitionCalls destinationDefinitions;
    private final ActorCalls sources;
    private final ActorCalls destinations;
    private final SchemaCalls schemas;
    private final ConnectionCalls connections;
    private final JobCalls jobs;

    AirbyteAdapter(Vertx vertx, AirbyteConfig config) {
        http = new AirbyteHttp(vertx, config);
        instance = new InstanceCalls(http, config.instanceCache());
        workspaces = new WorkspaceCalls(http, instance);
        sourceDefinitions = new DefinitionCalls(http, ActorKind.SOURCE);
        destinationDefinitions = new DefinitionCalls(http, ActorKind.DESTINATION);
        sources = new ActorCalls(http, ActorKind.SOURCE);
        destinations = new ActorCalls(http, ActorKind.DESTINATION);
        schemas = new SchemaCalls(http);
        connections = new ConnectionCalls(http);
        jobs = new JobCalls(http, instance);
    }

    /** Whether the server says that it is available. Fails when it cannot be asked. */
    public Uni<Boolean> health() {
        return instance.health();
    }

    /** What the server says about itself, at most some minutes old. */
    public Uni<Instance> instance() {
        return instance.get();
    }

    public WorkspaceCalls workspaces() {
        return workspaces;
    }

    public DefinitionCalls sourceDefinitions() {
        return sourceDefinitions;
    }

    public DefinitionCalls destinationDefinitions() {
        return destinationDefinitions;
    }

    public ActorCalls sources() {
        return sources;
    }

    public ActorCalls destinations() {
        return destinations;
    }

    /** What sources contain. */
    public SchemaCalls schemas() {
        return schemas;
    }

    public ConnectionCalls connections() {
        return connections;
    }

    public JobCalls jobs() {
        return jobs;
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
