package org.dalgo.upstream.airbyte;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.dalgo.upstream.airbyte.http.AirbyteConfig;

/** Makes an adapter for a server that a test started. */
public final class TestAirbyte {

    private TestAirbyte() {}

    /** An impatient adapter; {@code settings} are keys below {@code dalgo.airbyte.} and their values. */
    public static AirbyteAdapter adapter(int port, String... settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AirbyteConfig.class)
                .withDefaultValues(Map.of(
                        "dalgo.airbyte.url", "http://127.0.0.1:" + port,
                        "dalgo.airbyte.retry.pause", "0.01S",
                        "dalgo.airbyte.breaker.open-for", "60S"));
        for (int i = 0; i < settings.length; i += 2) {
            builder.withDefaultValue("dalgo.airbyte." + settings[i], settings[i + 1]);
        }
        return new AirbyteAdapter(builder.build().getConfigMapping(AirbyteConfig.class));
    }
}
