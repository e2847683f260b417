package org.dalgo.sandbox.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The demo organisation of development. */
@ConfigMapping(prefix = "dalgo.demo")
public interface DemoConfig {

    /** Whether development has a demo organisation. */
    @WithDefault("true")
    boolean enabled();

    /** First password of the demo's people. */
    @WithDefault("demo-Passw0rd!")
    String password();

    /** Folder that holds the repository of the demo's dbt project, in a folder per working copy. */
    @WithDefault("${dalgo.dev.data-dir:${XDG_DATA_HOME:${user.home}/.local/share}/dalgo}")
    Path dataDir();

    /** Address of the demo's CSV file, as Airbyte reaches it. Unset: a file in the data folder, for the stand-in. */
    Optional<URI> beneficiaries();

    /** How long Prefect and Airbyte may take to start. */
    @WithDefault("5m")
    Duration startupTimeout();

    /** Database to use as the warehouse. Unset: a database of its own in the embedded PostgreSQL. */
    Optional<Warehouse> warehouse();

    /** A PostgreSQL database that Airbyte and the workers reach. */
    interface Warehouse {

        /** Host of the server. */
        String host();

        /** Port of the server. Without a default, which would make the whole group look set. */
        int port();

        /** Name of the database. */
        String database();

        /** Login that may create schemas in it. */
        String username();

        /** Password of that login. */
        String password();
    }
}
