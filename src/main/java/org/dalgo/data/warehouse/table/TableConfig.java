package org.dalgo.data.warehouse.table;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Reading what stands in warehouses. */
@ConfigMapping(prefix = "dalgo.warehouse.table")
public interface TableConfig {

    /** How many connections one process opens to the warehouse of one organisation, besides downloads. */
    @WithDefault("3")
    int connections();

    /** How many requests of one organisation may wait for a connection; more are refused. */
    @WithDefault("20")
    int waiting();

    /** How long a connection may take to be made, or to become free. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long the warehouse may take for a query. */
    @WithDefault("30s")
    Duration queryTimeout();

    /** How long an idle connection is kept. */
    @WithDefault("2m")
    Duration idle();

    /** How many downloads of one organisation one process serves at a time. */
    @WithDefault("2")
    int downloads();

    /** How long a download waits for a client that does not read. */
    @WithDefault("5m")
    Duration stalledDownload();

    /** How long the list of tables is cached. */
    @WithDefault("24h")
    Duration listCache();

    /** How long statistics of a column are cached. */
    @WithDefault("30m")
    Duration statisticsCache();
}
