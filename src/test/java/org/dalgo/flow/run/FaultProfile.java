package org.dalgo.flow.run;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dalgo.flow.FixedSettings;

/** The whole application, its periodic work included, before a Prefect that a test makes fail. */
public class FaultProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "dalgo.run.reconcile-every", "1s",
                "dalgo.deployment.setup-every", "1h",
                "dalgo.run.dispatch-grace", "2s",
                "dalgo.run.unconfirmed-grace", "6s",
                "dalgo.log.max-backoff", "1s");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FixedSettings.class);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(FlowRunStub.class));
    }
}
