package org.dalgo.data.warehouse;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Warehouses. */
@ConfigMapping(prefix = "dalgo.warehouse")
public interface WarehouseConfig {

    /** Names of the connectors in Airbyte that a warehouse can be registered with, separated by commas. */
    @WithDefault("Postgres,BigQuery")
    List<String> destinationTypes();

    /** How long the list of connectors is cached. */
    @WithDefault("10m")
    Duration definitionCache();
}
