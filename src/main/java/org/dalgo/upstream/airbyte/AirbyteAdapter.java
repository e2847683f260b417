package org.dalgo.upstream.airbyte;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.dalgo.upstream.airbyte.actor.ActorClient;
import org.dalgo.upstream.airbyte.actor.ActorType;
import org.dalgo.upstream.airbyte.catalog.SchemaClient;
import org.dalgo.upstream.airbyte.connection.ConnectionClient;
import org.dalgo.upstream.airbyte.definition.DefinitionClient;
import org.dalgo.upstream.airbyte.http.AirbyteCalls;
import org.dalgo.upstream.airbyte.http.AirbyteConfig;
import org.dalgo.upstream.airbyte.job.JobClient;
import org.dalgo.upstream.airbyte.workspace.AirbyteInstance;
import org.dalgo.upstream.airbyte.workspace.InstanceClient;
import org.dalgo.upstream.airbyte.workspace.WorkspaceClient;

/**
 * The client of Airbyte. Every call ends within a bounded time, on the caller's own context. It fails with an {@link
 * org.dalgo.platform.error.UpstreamFailure} that names Airbyte in a message for a tenant. Reads are repeated a few
 * times; everything else is sent once, and a failure says whether it may have been executed.
 */
@ApplicationScoped
public class AirbyteAdapter {

    private final AirbyteCalls calls;
    private final InstanceClient instance;
    private final WorkspaceClient workspaces;
    private final DefinitionClient sourceDefinitions;
    private final DefinitionClient destinationDefinitions;
    private final ActorClient sources;
    private final ActorClient destinations;
    private final SchemaClient schemas;
    private final ConnectionClient connections;
    private final JobClient jobs;

    AirbyteAdapter(AirbyteConfig config) {
        calls = new AirbyteCalls(config);
        instance = new InstanceClient(calls, config.instanceCache());
        workspaces = new WorkspaceClient(calls, instance);
        sourceDefinitions = new DefinitionClient(calls, ActorType.SOURCE);
        destinationDefinitions = new DefinitionClient(calls, ActorType.DESTINATION);
        sources = new ActorClient(calls, ActorType.SOURCE);
        destinations = new ActorClient(calls, ActorType.DESTINATION);
        schemas = new SchemaClient(calls);
        connections = new ConnectionClient(calls);
        jobs = new JobClient(calls, instance);
    }

    /** Whether the server says that it is available. Fails when it cannot be reached. */
    public Uni<Boolean> health() {
        return instance.health();
    }

    /** What the server says about itself, at most some minutes old. */
    public Uni<AirbyteInstance> instance() {
        return instance.get();
    }

    public WorkspaceClient workspaces() {
        return workspaces;
    }

    public DefinitionClient sourceDefinitions() {
        return sourceDefinitions;
    }

    public DefinitionClient destinationDefinitions() {
        return destinationDefinitions;
    }

    public ActorClient sources() {
        return sources;
    }

    public ActorClient destinations() {
        return destinations;
    }

    /** What sources contain. */
    public SchemaClient schemas() {
        return schemas;
    }

    public ConnectionClient connections() {
        return connections;
    }

    public JobClient jobs() {
        return jobs;
    }

    @PreDestroy
    void close() {
        calls.close();
    }
}
