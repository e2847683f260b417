package org.dalgo.sandbox.prefect;

import java.nio.file.Path;
import java.util.List;
import org.dalgo.platform.startup.postgres.PostgresDatabase;

/**
 * How a {@link LocalPrefect} is started.
 *
 * @param environment Python environment with Prefect in it
 * @param pythonPath folder of the flows package
 * @param database Prefect's own database
 * @param port port of the server, on 127.0.0.1
 * @param workPool work pool that the worker serves
 * @param queues queues of it that the worker polls
 * @param concurrentRuns flow runs that the worker carries out at the same time
 * @param dataDir folder for Prefect's files and the organisations' checkouts
 * @param logDir folder for {@code prefect-server.log} and {@code prefect-worker.log}
 */
public record PrefectOptions(
        PythonEnvironment environment,
        Path pythonPath,
        PostgresDatabase database,
        int port,
        String workPool,
        List<String> queues,
        int concurrentRuns,
        Path dataDir,
        Path logDir) {

    public PrefectOptions {
        pythonPath = pythonPath.toAbsolutePath().normalize();
        dataDir = dataDir.toAbsolutePath().normalize();
        logDir = logDir.toAbsolutePath().normalize();
        queues = List.copyOf(queues);
    }

    /** Folder that holds Prefect's own files; a person's {@code ~/.prefect} is never touched. */
    Path prefectHome() {
        return dataDir.resolve("prefect");
    }

    /** Folder of the organisations' checkouts, one folder per organisation. */
    public Path clientsRoot() {
        return dataDir.resolve("clients");
    }

    /** Base address of the REST interface. */
    public String apiUrl() {
        return "http://127.0.0.1:" + port + "/api";
    }
}
