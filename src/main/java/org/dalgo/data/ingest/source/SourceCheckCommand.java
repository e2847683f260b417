package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dalgo.data.connector.command.ConnectorCommand;
import org.dalgo.data.connector.command.ConnectorCommandService;
import org.dalgo.data.warehouse.destination.CheckOutcome;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.tenancy.OrgId;

/** Has the configuration of a source tried by its connector. */
@ApplicationScoped
public class SourceCheckCommand implements ConnectorCommand {

    private static final String KIND = "check-source";

    private final ConnectorCommandService commands;
    private final SourceService sources;
    private final ObjectMapper json;

    @Inject
    SourceCheckCommand(ConnectorCommandService commands, SourceService sources, ObjectMapper json) {
        this.commands = commands;
        this.sources = sources;
        this.json = json;
    }

    /**
     * Tries a configuration without storing it: of a new source, or of one that would change. Takes seconds to minutes.
     *
     * @param wanted whether the client still waits
     * @return the outcome; fails with FORBIDDEN when the caller may not store it either, else as {@link SourceService#check}
     *     does
     */
    public Uni<CheckOutcome> request(Caller by, SourceCheck check, BooleanSupplier wanted) {
        return Uni.createFrom().deferred(() -> {
            SourceDraft draft = check.draft();
            if (check.source() == null) {
                by.require(Permission.CAN_CREATE_SOURCE);
                draft.checkNew();
            } else {
                by.require(Permission.CAN_EDIT_SOURCE);
                draft.check();
            }
            return commands.execute(by.org(), KIND, toJson(check), wanted).map(this::outcome);
        });
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Uni<JsonNode> run(OrgId org, JsonNode request) {
        return sources.check(org, check(request)).map(json::valueToTree);
    }

    @Override
    public boolean isKept(JsonNode result) {
        return outcome(result).succeeded();
    }

    private CheckOutcome outcome(JsonNode result) {
        try {
            return json.treeToValue(result, CheckOutcome.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the outcome of a check cannot be read", e);
        }
    }

    private static ObjectNode toJson(SourceCheck check) {
        SourceDraft draft = check.draft();
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("source", text(check.source()));
        request.put("name", draft.name()).put("definition", text(draft.definition()));
        request.set("config", draft.config());
        return request;
    }

    private static SourceCheck check(JsonNode request) {
        return new SourceCheck(
                id(request.path("source")),
                new SourceDraft(request.path("name").asText(), id(request.path("definition")), (ObjectNode)
                        request.path("config")));
    }

    private static String text(UUID id) {
        return id == null ? null : id.toString();
    }

    private static UUID id(JsonNode text) {
        return text.isTextual() ? UUID.fromString(text.asText()) : null;
    }
}
