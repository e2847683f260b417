package org.dalgo.data;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The application before the Airbyte sandbox and a stubbed Prefect, without periodic work. */
public class DataProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "dalgo.run.watch",
                "false",
                "dalgo.deployment.repair-every",
                "1h",
                "dalgo.ingest.source-blacklist",
                "sandbox/source-greythr",
                "dalgo.ingest.google-service-account",
                "src/test/resources/ingest/google-service-account.json");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(DataStubServers.class));
    }
}
