package org.dalgo.flow;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The application before a stubbed Prefect, with settings that a test decides and no periodic work. */
public class FlowProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "dalgo.run.watch", "false",
                "dalgo.log.read", "false",
                "dalgo.deployment.repair-every", "1h",
                "dalgo.deployment.setup-every", "1h",
                // What is open is abandoned at once, so that a test can request its repair.
                "dalgo.deployment.abandoned-after", "0s");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FixedSettings.class);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PrefectStub.class));
    }
}
