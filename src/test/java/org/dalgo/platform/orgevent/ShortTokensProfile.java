package org.dalgo.platform.orgevent;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Tokens that expire within a test. */
public class ShortTokensProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "dalgo.run.watch", "false",
                "dalgo.log.read", "false",
                "dalgo.auth.access-token-life", "20s",
                "dalgo.stream.grace", "1S",
                "dalgo.stream.session-check", "1S",
                "dalgo.stream.heartbeat", "1S");
    }
}
