package org.dalgo.testsupport;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.sandbox.prefect.LocalPrefect;
import org.dalgo.sandbox.prefect.PrefectOptions;
import org.dalgo.sandbox.prefect.PythonEnvironment;

/**
 * The one real Prefect of this JVM, started when it is first requested and ended with the JVM. There is one per class
 * loader of this class; {@link RealPrefect} ensures that all tests use the same.
 */
public final class SharedPrefect {

    private static final Path DATA = Path.of("target", "test-prefect");

    private static LocalPrefect prefect;
    private static String absence;

    private SharedPrefect() {}

    /** It, or nothing where there is no Python or no package index; {@link #absence} says which. */
    public static synchronized Optional<LocalPrefect> find() {
        if (prefect == null && absence == null) {
            begin();
        }
        return Optional.ofNullable(prefect);
    }

    /** Its address, or null. */
    public static String apiUrl() {
        return find().map(LocalPrefect::apiUrl).orElse(null);
    }

    /** Why there is none; null while there is one. */
    public static String absence() {
        return absence;
    }

    public static void killWorker() {
        find().orElseThrow().killWorker();
    }

    public static void restartServer() {
        find().orElseThrow().restartServer();
    }

    public static void awaitReady() {
        find().orElseThrow().awaitReady();
    }

    private static void begin() {
        if (Boolean.getBoolean("dalgo.test.without-prefect") && !isRequired()) {
            absence = "left out with dalgo.test.without-prefect";
            return;
        }
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
