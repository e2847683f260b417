package org.dalgo.data.warehouse;

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
import org.dalgo.data.warehouse.destination.DestinationCheck;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.OrgId;

/** Has the configuration of a warehouse tried by its connector. */
@ApplicationScoped
public class DestinationCheckCommand implements ConnectorCommand {

    private static final String KIND = "check-destination";

    private final ConnectorCommandService commands;
    private final WarehouseService warehouses;
    private final ObjectMapper json;

    @Inject
    DestinationCheckCommand(ConnectorCommandService commands, WarehouseService warehouses, ObjectMapper json) {
        this.commands = commands;
        this.warehouses = warehouses;
        this.json = json;
    }

    /**
     * Tries a configuration; takes seconds to minutes and changes nothing.
     *
     * @param wanted whether the client still waits
     * @return what the connector said, also when it says no; fails with FORBIDDEN when the caller may not register or change
     *     a warehouse, else as {@link WarehouseService#check} does
     */
    Uni<CheckOutcome> request(Caller by, DestinationCheck check, BooleanSupplier wanted) {
        return Uni.createFrom().deferred(() -> {
            check.validateFor(by);
            return commands.execute(by.org(), KIND, toJson(check), wanted).map(this::outcome);
        });
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Uni<JsonNode> run(OrgId org, JsonNode request) {
        DestinationCheck check = new DestinationCheck(
                id(request.path("destination")), id(request.path("definition")), (ObjectNode) request.path("config"));
        return warehouses.check(org, check).map(json::valueToTree);
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

    private static ObjectNode toJson(DestinationCheck check) {
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("destination", text(check.destination())).put("definition", text(check.definition()));
        request.set("config", check.config());
        return request;
    }

    private static String text(UUID id) {
        return id == null ? null : id.toString();
    }

    private static UUID id(JsonNode text) {
        return text.isTextual() ? UUID.fromString(text.asText()) : null;
    }
}
