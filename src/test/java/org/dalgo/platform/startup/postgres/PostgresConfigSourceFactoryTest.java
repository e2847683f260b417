package org.dalgo.platform.startup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresConfigSourceFactoryTest {

    private static final String URL = "quarkus.datasource.reactive.url";

    @TempDir
    Path folder;

    @Test
    void startsTheServerOnlyWhenItsAddressIsRead() throws Exception {
        SmallRyeConfig config = config(Map.of("dalgo.postgres.mode", "embedded"));

        assertThat(config.getRawValue("quarkus.datasource.username")).isEqualTo("dalgo");
        assertThat(config.getRawValue("quarkus.datasource.password")).hasSize(48);
        assertThat(folder.resolve("data")).doesNotExist();

        assertThat(config.getRawValue(URL)).matches("postgresql://127\\.0\\.0\\.1:\\d+/dalgo");
        assertThat(folder.resolve("data")).exists();

        new PostgresServer(
                        new PostgresHome(folder),
                        PostgresOptions.durable(folder, TestServers.CACHE),
                        PostgresBinaries.in(TestServers.CACHE.resolve("postgres")),
                        PostgresOsAccount.choose())
                .stop();
    }

    @Test
    void leavesAnAddressAloneThatTheOperatorGave() {
        SmallRyeConfig config = config(Map.of("dalgo.postgres.mode", "embedded", URL, "postgresql://mine:5432/dalgo"));

        assertThat(config.getRawValue(URL)).isEqualTo("postgresql://mine:5432/dalgo");
        assertThat(config.getRawValue("quarkus.datasource.username")).isNull();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesTheSettingsWhenNoDatabaseIsConfigured() {
        SmallRyeConfig config = config(Map.of("dalgo.postgres.mode", "external"));

        assertThatThrownBy(() -> config.getRawValue(URL))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("QUARKUS_DATASOURCE_REACTIVE_URL")
                .hasMessageContaining("DALGO_POSTGRES_MODE=embedded");
    }

    @Test
    void saysWhichOfTheTwoAddressesIsMissing() {
        SmallRyeConfig config = config(Map.of(URL, "postgresql://mine:5432/dalgo"));

        assertThatThrownBy(() -> config.getRawValue("quarkus.datasource.jdbc.url"))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining("quarkus.datasource.jdbc.url is not");
        assertThat(config.getRawValue(URL)).isEqualTo("postgresql://mine:5432/dalgo");
    }

    private SmallRyeConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("dalgo.postgres.data-dir", folder.toString());
        all.put(
                "dalgo.postgres.cache-dir",
                TestServers.CACHE.resolve("postgres").toString());
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addSystemSources()
                .withSources(new PropertiesConfigSource(all, "test", 250))
                .withSources(new PostgresConfigSourceFactory())
                .build();
    }
}
