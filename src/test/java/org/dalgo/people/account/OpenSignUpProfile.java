package org.dalgo.people.account;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An installation in which people open accounts themselves, with a low limit of attempts. */
public class OpenSignUpProfile implements QuarkusTestProfile {

    static final String CODE = "monsoon-2026";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "dalgo.run.watch", "false",
                "dalgo.log.read", "false",
                "dalgo.account.sign-up-code", CODE,
                "dalgo.auth.limit.sign-in-by-account-and-network", "3/15m",
                "dalgo.auth.limit.sign-in-by-account", "6/15m",
                "dalgo.auth.limit.sign-in-by-address", "1000/15m",
                "dalgo.auth.limit.mail-by-account", "2/1h",
                "dalgo.auth.limit.mail-by-address", "1000/1h");
    }
}
