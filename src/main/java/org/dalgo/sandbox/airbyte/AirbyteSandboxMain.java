package org.dalgo.sandbox.airbyte;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.config.Timing;
import org.jboss.logging.Logger;

/**
 * Runs the stand-in by itself. Arguments, all optional: {@code host=127.0.0.1 port=8000 version=2.0.0 timing=dev|ci
 * auth=none|basic|client_credentials user=airbyte secret=password snapshot=file}.
 */
public final class AirbyteSandboxMain {

    private static final Logger LOG = Logger.getLogger(AirbyteSandboxMain.class);

    private AirbyteSandboxMain() {}

    public static void main(String[] arguments) {
        SandboxConfig config = SandboxConfig.dev();
        for (String argument : arguments) {
            config = apply(config, argument);
        }
        Vertx vertx = Vertx.vertx();
        AirbyteSandbox.start(vertx, config)
                .subscribe()
                .with(sandbox -> LOG.infof("Airbyte sandbox on port %d", sandbox.port()), failure -> {
                    LOG.error(failure.getMessage());
                    vertx.close();
                });
    }

    private static SandboxConfig apply(SandboxConfig config, String argument) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        String value = argument.substring(equals + 1);
        return switch (name) {
            case "host" -> config.withHost(value);
            case "port" -> config.withPort(Integer.parseInt(value));
            case "version" -> config.withVersion(EmulatedVersion.of(value));
            case "timing" -> config.withTiming(value.equals("ci") ? Timing.ci() : Timing.dev());
            case "auth" ->
                config.withAuth(
                        SandboxConfig.Auth.valueOf(value.toUpperCase(java.util.Locale.ROOT)),
                        config.user(),
                        config.secret());
            case "user" -> config.withAuth(config.auth(), value, config.secret());
            case "secret" -> config.withAuth(config.auth(), config.user(), value);
            case "snapshot" -> config.withSnapshot(Path.of(value));
            default -> throw new IllegalArgumentException("unknown argument " + name);
        };
    }
}
