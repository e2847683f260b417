package org.dalgo.sandbox.airbyte;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import org.dalgo.platform.net.AddressPolicy;
import org.dalgo.upstream.airbyte.http.AirbyteConfig;
import org.jboss.logging.Logger;

/** Starts the Airbyte stand-in with dev mode and stops it with it; its state outlives a live reload in a file. */
@ApplicationScoped
@IfBuildProfile("dev")
class AirbyteSandboxStartup {

    private static final Logger LOG = Logger.getLogger(AirbyteSandboxStartup.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final AirbyteSandboxConfig config;
    private final AirbyteConfig airbyte;
    private final AddressPolicy addresses;
    private AirbyteSandbox sandbox;

    AirbyteSandboxStartup(Vertx vertx, AirbyteSandboxConfig config, AirbyteConfig airbyte, AddressPolicy addresses) {
        this.vertx = vertx;
        this.config = config;
        this.airbyte = airbyte;
        this.addresses = addresses;
    }

    /** Before everything that talks to Airbyte. Start-up may block, and must: the demo needs it running. */
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        if (isWanted()) {
            sandbox = AirbyteSandbox.start(vertx, config.settings(addresses))
                    .await()
                    .atMost(LIMIT);
            LOG.infof("Airbyte sandbox on http://127.0.0.1:%d", sandbox.port());
        }
    }

    /** Whether dev mode talks to this stand-in, and not to an Airbyte named in the settings. */
    private boolean isWanted() {
        return config.enabled() && airbyte.url().toString().equals("http://127.0.0.1:" + config.port());
    }

    void stop(@Observes ShutdownEvent event) {
        if (sandbox != null) {
            sandbox.stop().await().atMost(LIMIT);
        }
    }
}
