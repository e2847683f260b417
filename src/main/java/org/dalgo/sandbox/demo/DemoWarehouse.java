package org.dalgo.sandbox.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresConfig;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.eclipse.microprofile.config.ConfigProvider;

/** Where the demo's warehouse is: where the configuration says, else beside our own database in the embedded server. */
@ApplicationScoped
@IfBuildProfile("dev")
class DemoWarehouse {

    private static final String DATABASE = "warehouse";
    private static final String APPLICATION_URL = "quarkus.datasource.reactive.url";

    private final DemoConfig config;
    private final PostgresConfig postgres;

    @Inject
    DemoWarehouse(DemoConfig config, PostgresConfig postgres) {
        this.config = config;
        this.postgres = postgres;
    }

    /** The warehouse's address and login; makes the database if need be. Blocks. */
    DemoConfig.Warehouse find() {
        return config.warehouse().orElseGet(this::embedded);
    }

    private DemoConfig.Warehouse embedded() {
        // No second PostgreSQL is started beside one named in the settings.
        if (!isEmbedded()) {
            throw new StartupFailure("PostgreSQL is your own, so say which database is the demo's warehouse"
                    + " (dalgo.demo.warehouse.*) or go without the demo (dalgo.demo.enabled=false).");
        }
        EmbeddedPostgres server = EmbeddedPostgres.start(PostgresOptions.from(postgres, LaunchMode.current()));
        return new Embedded(server.database(DATABASE));
    }

    private static boolean isEmbedded() {
        String source =
                ConfigProvider.getConfig().getConfigValue(APPLICATION_URL).getSourceName();
        return source != null && source.contains("platform.startup");
    }

    private record Embedded(PostgresDatabase at) implements DemoConfig.Warehouse {

        @Override
        public String host() {
            return at.host();
        }

        @Override
        public int port() {
            return at.port();
        }

        @Override
        public String database() {
            return at.name();
        }

        @Override
        public String username() {
            return at.user();
        }

        @Override
        public String password() {
            return at.password();
        }
    }
}
