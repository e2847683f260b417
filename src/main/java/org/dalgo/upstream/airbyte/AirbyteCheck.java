package org.dalgo.upstream.airbyte;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;
import org.dalgo.platform.check.CheckResult;
import org.dalgo.platform.check.SystemCheck;
import org.dalgo.upstream.airbyte.http.AirbyteConfig;
import org.dalgo.upstream.call.ServerClock;

/** Signs in to Airbyte and looks for workspaces. */
@ApplicationScoped
class AirbyteCheck implements SystemCheck {

    /** No workspace has it: the search shows the right to search. */
    private static final String NAME = "dalgo-check";

    private final AirbyteAdapter airbyte;
    private final AirbyteConfig config;
    private final ServerClock clock;

    @Inject
    AirbyteCheck(AirbyteAdapter airbyte, AirbyteConfig config, ServerClock clock) {
        this.airbyte = airbyte;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String system() {
        return "Airbyte";
    }

    @Override
    public String remedy() {
        return "check DALGO_AIRBYTE_URL and DALGO_AIRBYTE_AUTH_*, and that the server runs";
    }

    @Override
    public Uni<List<CheckResult>> check() {
        return airbyte.health()
                .chain(available -> airbyte.instance().map(instance -> server(available, instance.version())))
                .chain(server -> signIn().map(signIn -> List.of(server, signIn)))
                .chain(results -> clock.check(config.url()).map(time -> Stream.concat(results.stream(), time.stream())
                        .toList()));
    }

    private static CheckResult server(boolean available, String version) {
        return available
                ? CheckResult.ok("Airbyte " + version)
                : CheckResult.failed("Airbyte " + version + " says that it is not available", "see its own log");
    }

    private Uni<CheckResult> signIn() {
        return airbyte.workspaces()
                .listByName(NAME)
                .map(found -> CheckResult.ok("signed in, workspaces can be read"))
                .onFailure()
                .recoverWithItem(failure -> CheckResult.failed(
                        "workspaces cannot be read: " + failure.getMessage(), "check DALGO_AIRBYTE_AUTH_*"));
    }
}
