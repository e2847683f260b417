package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dalgo.data.connector.command.ConnectorCommand;
import org.dalgo.data.connector.command.ConnectorCommandService;
import org.dalgo.platform.tenancy.OrgId;

/** Has a source read by its connector: what it holds now. */
@ApplicationScoped
public class SourceDiscoveryCommand implements ConnectorCommand {

    private static final String KIND = "discover-source";
    private static final String SOURCE = "source";

    private final ConnectorCommandService commands;
    private final SourceService sources;
    private final ObjectMapper json;

    @Inject
    SourceDiscoveryCommand(ConnectorCommandService commands, SourceService sources, ObjectMapper json) {
        this.commands = commands;
        this.sources = sources;
        this.json = json;
    }

    /**
     * What a source holds now. Takes seconds to minutes; requested again meanwhile, the same reading answers.
     *
     * @param wanted whether the client still waits
     * @return fails as {@link SourceService#discover} does
     */
    Uni<SourceSchema> request(OrgId org, UUID source, BooleanSupplier wanted) {
        return sources.get(org, source)
                .chain(found -> commands.execute(
                        org, KIND, JsonNodeFactory.instance.objectNode().put(SOURCE, source.toString()), wanted))
                .map(this::schema);
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Uni<JsonNode> run(OrgId org, JsonNode request) {
        return sources.discover(org, UUID.fromString(request.path(SOURCE).asText()))
                .map(catalog -> json.valueToTree(SourceSchema.of(catalog)));
    }

    private SourceSchema schema(JsonNode result) {
        try {
            return json.treeToValue(result, SourceSchema.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the catalog of a source cannot be read", e);
        }
    }
}
