package org.dalgo.sandbox.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.mutiny.TimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.sandbox.prefect.DevPrefect;
import org.eclipse.microprofile.config.ConfigProvider;

/** Lines with the addresses of everything, printed when the start has ended. */
@ApplicationScoped
@IfBuildProfile("dev")
class StartupBanner {

    /** A live reload prints nothing anew: everything is where it was. */
    private static final String PRINTED = "org.dalgo.start-block";

    private final DemoConfig demo;
    private final DevPrefect prefect;

    @Inject
    StartupBanner(DemoConfig demo, DevPrefect prefect) {
        this.demo = demo;
        this.prefect = prefect;
    }

    /** Waits for Prefect and prints. Blocks. */
    void printWhenReady() {
        try {
            prefect.ready().await().atMost(demo.startupTimeout());
        } catch (TimeoutException late) {
            System.out.println("Prefect is not ready yet; see target/prefect-server.log and target/prefect-worker.log");
        } catch (RuntimeException failed) {
            // Already said, with what is missing and how to get it.
            return;
        }
        if (System.getProperties().putIfAbsent(PRINTED, "yes") == null) {
            lines().forEach(System.out::println);
        }
    }

    private List<String> lines() {
        String address = "http://localhost:" + ConfigProvider.getConfig().getValue("quarkus.http.port", String.class);
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("  Dalgo is ready");
        lines.add("    Console     " + address);
        if (demo.enabled()) {
            lines.add("    Sign in     manager@demo.test · admin@demo.test · viewer@demo.test, password "
                    + demo.password());
        }
        lines.add("    Prefect     " + prefect.address());
        lines.add("    API         " + address + "/q/swagger-ui");
        lines.add("    Health      " + address + "/q/health");
        lines.add("    Mails       " + address + "/mailbox (none are sent in development)");
        if (prefect.isWanted()) {
            lines.add("    Logs        target/prefect-server.log, target/prefect-worker.log");
        }
        lines.add("");
        return lines;
    }
}
