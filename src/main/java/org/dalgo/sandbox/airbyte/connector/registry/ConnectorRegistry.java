package org.dalgo.sandbox.airbyte.connector.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.light.confinement.Confinement;
import org.dalgo.light.connector.Connectors;
import org.dalgo.light.environment.EnvironmentOptions;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.light.registry.ConnectorPackages;
import org.dalgo.sandbox.airbyte.config.RealConnectors;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.connector.BigQueryDestination;
import org.dalgo.sandbox.airbyte.connector.DestinationConnector;
import org.dalgo.sandbox.airbyte.connector.PostgresDestination;
import org.dalgo.sandbox.airbyte.connector.PostgresSource;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
import org.dalgo.sandbox.airbyte.connector.canned.CannedFaker;
import org.dalgo.sandbox.airbyte.connector.canned.CannedFile;
import org.dalgo.sandbox.airbyte.connector.canned.CannedService;
import org.dalgo.sandbox.airbyte.connector.real.RealSource;

/** Which connector stands behind which image. */
public final class ConnectorRegistry {

    private static final String FAKER = "airbyte/source-faker";
    private static final String FILE = "airbyte/source-file";

    private final Map<String, SourceConnector> sources = new HashMap<>();
    private final Map<String, RealSource> real = new HashMap<>();
    private final SourceConnector service = new CannedService();
    private final DestinationConnector warehouse;
    private final DestinationConnector bigQuery = new BigQueryDestination();

    /**
     * The connectors.
     *
     * @param realConnectors how Airbyte's own connectors are run; empty for canned ones instead
     */
    public ConnectorRegistry(SandboxClock clock, Optional<RealConnectors> realConnectors) {
        sources.put(FAKER, new CannedFaker(clock));
        sources.put(FILE, new CannedFile());
        sources.put("airbyte/source-postgres", new PostgresSource());
        warehouse = new PostgresDestination(clock);
        realConnectors.ifPresent(wanted -> {
            Connectors connectors = new Connectors(
                    EnvironmentOptions.in(wanted.environments()),
                    ConnectorLimits.usual(),
                    new Confinement(wanted.confinement()));
            ConnectorPackages packages = ConnectorPackages.load();
            List.of(FAKER, FILE)
                    .forEach(image -> real.put(
                            image,
                            new RealSource(connectors, packages.ofImage(image).orElseThrow())));
            sources.putAll(real);
        });
    }

    public SourceConnector source(JsonNode definition) {
        return sources.getOrDefault(image(definition), service);
    }

    public DestinationConnector destination(JsonNode definition) {
        return image(definition).equals("airbyte/destination-postgres") ? warehouse : bigQuery;
    }

    /** Those of Airbyte's own connectors that are run here, by image. */
    public Map<String, RealSource> real() {
        return real;
    }

    private static String image(JsonNode definition) {
        return definition.path("definition").path("dockerRepository").asText();
    }
}
