package org.dalgo.flow.run.log;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;
import org.dalgo.flow.run.log.ingest.FakeLogSource;

/** Logs come from the test, and what takes long is made short. */
public class StreamProfile implements QuarkusTestProfile {

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(FakeLogSource.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "dalgo.run.watch", "false",
                "dalgo.stream.session-check", "1S",
                "dalgo.stream.heartbeat", "2S",
                "dalgo.log.complete-after", "1S",
                "dalgo.log.late-reads", "3S,6S",
                "dalgo.log.feed-idle-timeout", "1S");
    }
}
