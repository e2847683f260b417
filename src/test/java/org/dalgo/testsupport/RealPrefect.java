package org.dalgo.testsupport;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.sandbox.prefect.LocalPrefect;
import org.dalgo.sandbox.prefect.PrefectOptions;
import org.dalgo.sandbox.prefect.PythonEnvironment;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prefect for tests, one per JVM: {@code @WithTestResource(value = RealPrefect.class, scope = GLOBAL)} on any
 * test, then {@link #orSkip} in those that need it. Where there is no Python or no package index they are skipped with
 * the reason; with {@code CI=true} or {@code -Ddalgo.test.require-prefect=true} its absence fails them.
 */
public final class RealPrefect implements QuarkusTestResourceLifecycleManager {

    private static final Path DATA = Path.of("target", "test-prefect");

    /** Test classes may have class loaders of their own; the test resource and plain tests share this one's parent. */
    private static LocalPrefect prefect;

    private static String absence;

    @Override
    public Map<String, String> start() {
        return find().map(found -> Map.of("dalgo.prefect.url", found.apiUrl())).orElseGet(Map::of);
    }

    @Override
    public void stop() {
        shutDown();
    }

    /** The running Prefect, started if this is the first question; skips the test where it cannot be had. */
    public static LocalPrefect orSkip() {
        Optional<LocalPrefect> found = find();
        Assumptions.assumeTrue(found.isPresent(), () -> "no real Prefect here: " + absence);
        return found.orElseThrow();
    }

    private static synchronized Optional<LocalPrefect> find() {
        if (prefect == null && absence == null) {
            begin();
        }
        return Optional.ofNullable(prefect);
    }

    private static synchronized void shutDown() {
        if (prefect != null) {
            prefect.close();
            prefect = null;
        }
    }

    private static void begin() {
        PythonEnvironment environment;
        try {
            environment = PythonEnvironment.of(
                    Path.of("src", "main", "python", "locks", "worker.txt"), TestServers.CACHE, Optional.empty());
        } catch (StartupFailure e) {
            if (isRequired()) {
                throw e;
            }
            absence = e.getMessage();
            return;
        }
        prefect = LocalPrefect.start(options(environment));
    }

    private static PrefectOptions options(PythonEnvironment environment) {
        return new PrefectOptions(
                environment,
                Path.of("src", "main", "python"),
                TestServers.postgres().database("prefect"),
                TestServers.freePort(),
                "dalgo",
                List.of("ddp", "manual-dbt"),
                4,
                DATA.resolve(Long.toString(ProcessHandle.current().pid())),
                Path.of("target"));
    }

    private static boolean isRequired() {
        return Boolean.getBoolean("dalgo.test.require-prefect") || Boolean.parseBoolean(System.getenv("CI"));
    }
}
