package org.dalgo.platform.startup.postgres;

import io.quarkus.runtime.LaunchMode;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory.ConfigurableConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Gives Quarkus the address of the database; see {@link PostgresConfigSource}. Found by Java's service loader. */
public final class PostgresConfigSourceFactory implements ConfigurableConfigSourceFactory<PostgresConfig> {

    /** Set during the run that only records classes; it must not touch a database. */
    private static final String TRAINING = "quarkus.appcds.generate";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context, PostgresConfig config) {
        if (System.getProperty(TRAINING) != null) {
            return List.of();
        }
        boolean reactive = given(context, PostgresConfigSource.REACTIVE_URL);
        boolean jdbc = given(context, PostgresConfigSource.JDBC_URL);
        if (reactive || jdbc) {
            return reactive && jdbc ? List.of() : List.of(PostgresConfigSource.incomplete(reactive));
        }
        LaunchMode launch = launchMode(context);
        PostgresConfig.Mode mode = config.mode()
                .orElse(launch == LaunchMode.NORMAL ? PostgresConfig.Mode.EXTERNAL : PostgresConfig.Mode.EMBEDDED);
        return switch (mode) {
            case EXTERNAL -> List.of(PostgresConfigSource.unconfigured());
            case EMBEDDED -> List.of(PostgresConfigSource.embedded(() -> PostgresOptions.from(config, launch)));
        };
    }

    /** The static mode is set before most configurations are read, the profile before all of them. */
    private static LaunchMode launchMode(ConfigSourceContext context) {
        return Stream.of(LaunchMode.TEST, LaunchMode.DEVELOPMENT)
                .filter(mode ->
                        LaunchMode.current() == mode || context.getProfiles().contains(mode.getDefaultProfile()))
                .findFirst()
                .orElse(LaunchMode.NORMAL);
    }

    private static boolean given(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value != null && value.getValue() != null;
    }
}
