package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.JsonNode;
import org.dalgo.sandbox.airbyte.config.SandboxClock;

/** Which connector stands behind which image. */
public final class ConnectorRegistry {

    private final SourceConnector faker;
    private final SourceConnector file = new FileConnector();
    private final SourceConnector postgres = new PostgresSource();
    private final SourceConnector stub = new StubConnector();
    private final DestinationConnector warehouse;
    private final DestinationConnector bigQuery = new BigQueryDestination();

    public ConnectorRegistry(SandboxClock clock) {
        faker = new FakerConnector(clock);
        warehouse = new PostgresDestination(clock);
    }

    public SourceConnector source(JsonNode definition) {
        return switch (image(definition)) {
            case "airbyte/source-faker" -> faker;
            case "airbyte/source-file" -> file;
            case "airbyte/source-postgres" -> postgres;
            default -> stub;
        };
    }

    public DestinationConnector destination(JsonNode definition) {
        return image(definition).equals("airbyte/destination-postgres") ? warehouse : bigQuery;
    }

    private static String image(JsonNode definition) {
        return definition.path("definition").path("dockerRepository").asText();
    }
}
