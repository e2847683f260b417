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

    /** How many requests of one organisation wait for one of them; more are refused. */
    @WithDefault("20")
    int waiting();

    /** How long a connection may take to be made, or to become free. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long the warehouse may take for a query. */
    @WithDefault("30s")
    Duration queryTimeout();

    /** How long a connection is kept that nobody uses. */
    @WithDefault("2m")
    Duration idle();

    /** How many downloads of one organisation one process serves at a time. */
    @WithDefault("2")
    int downloads();

    /** How long a download waits for somebody who does not take it. */
    @WithDefault("5m")
    Duration stalledDownload();

    /** How long the list of tables is kept before the warehouse is asked again. */
    @WithDefault("24h")
    Duration listCache();

    /** How long statistics of a column are kept before they are computed again. */
    @WithDefault("30m")
    Duration statisticsCache();
}
