package org.dalgo.sandbox.airbyte.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the stand-in behaves. Start from {@link #dev()} or {@link #ci()} and change what matters.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param version the release whose manners are imitated
 * @param auth what callers must show
 * @param user basic auth: user; client credentials: client id
 * @param secret basic auth: password; client credentials: client secret
 * @param timing how long things take
 * @param strictFields refuse unknown request fields where the newest Airbyte can
 * @param snapshot file that keeps the state over a restart, if it should be kept
 * @param realConnectors how Airbyte's own connectors are run; empty for canned ones instead
 */
public record SandboxConfig(
        String host,
        int port,
        EmulatedVersion version,
        Auth auth,
        String user,
        String secret,
        Timing timing,
        boolean strictFields,
        Optional<Path> snapshot,
        Optional<RealConnectors> realConnectors) {

    /** What callers must show. */
    public enum Auth {
        NONE,
        BASIC,
        CLIENT_CREDENTIALS
    }

    /** For people: port 8000, the newest release, visible delays. */
    public static SandboxConfig dev() {
        return new SandboxConfig(
                "127.0.0.1",
                8000,
                EmulatedVersion.V2_0_0,
                Auth.NONE,
                "airbyte",
                "password",
                Timing.dev(),
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** For tests: a free port and hardly any delay. */
    public static SandboxConfig ci() {
        return dev().withPort(0).withTiming(Timing.ci());
    }

    public SandboxConfig withHost(String value) {
        return new SandboxConfig(
                value, port, version, auth, user, secret, timing, strictFields, snapshot, realConnectors);
    }

    public SandboxConfig withPort(int value) {
        return new SandboxConfig(
                host, value, version, auth, user, secret, timing, strictFields, snapshot, realConnectors);
    }

    public SandboxConfig withVersion(EmulatedVersion value) {
        return new SandboxConfig(host, port, value, auth, user, secret, timing, strictFields, snapshot, realConnectors);
    }

    public SandboxConfig withAuth(Auth value, String newUser, String newSecret) {
        return new SandboxConfig(
                host, port, version, value, newUser, newSecret, timing, strictFields, snapshot, realConnectors);
    }

    public SandboxConfig withTiming(Timing value) {
        return new SandboxConfig(
                host, port, version, auth, user, secret, value, strictFields, snapshot, realConnectors);
    }

    public SandboxConfig withStrictFields() {
        return new SandboxConfig(host, port, version, auth, user, secret, timing, true, snapshot, realConnectors);
    }

    public SandboxConfig withSnapshot(Path file) {
        return new SandboxConfig(
                host, port, version, auth, user, secret, timing, strictFields, Optional.of(file), realConnectors);
    }

    /** Faker and File are Airbyte's own connectors. */
    public SandboxConfig withRealConnectors(RealConnectors value) {
        return new SandboxConfig(
                host, port, version, auth, user, secret, timing, strictFields, snapshot, Optional.of(value));
    }

    @Override
    public String toString() {
        return "SandboxConfig[" + host + ":" + port + ", Airbyte " + version + ", auth " + auth + "]";
    }
}
