package org.dalgo.upstream.prefect.http;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** The adapter's configuration without the application: defaults, an address, and overrides of a test. */
public final class TestPrefectConfigs {

    private TestPrefectConfigs() {}

    /** @param more keys below {@code dalgo.prefect.} and values, in turn */
    public static PrefectConfig config(String url, String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("dalgo.prefect.url", url);
        for (int i = 0; i < more.length; i += 2) {
            properties.put("dalgo.prefect." + more[i], more[i + 1]);
        }
        return of(properties);
    }

    static PrefectConfig defaults() {
        return of(Map.of());
    }

    private static PrefectConfig of(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(PrefectConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(PrefectConfig.class);
    }
}
