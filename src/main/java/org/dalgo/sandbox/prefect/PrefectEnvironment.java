package org.dalgo.sandbox.prefect;

import java.util.HashMap;
import java.util.Map;
import org.dalgo.platform.startup.postgres.PostgresDatabase;

/** Environment variables of Prefect's two processes. */
final class PrefectEnvironment {

    private PrefectEnvironment() {}

    static Map<String, String> server(PrefectOptions options) {
        PostgresDatabase database = options.database();
        Map<String, String> server = common(options);
        server.putAll(Map.of(
                "PREFECT_SERVER_DATABASE_DRIVER", "postgresql+asyncpg",
                "PREFECT_SERVER_DATABASE_HOST", database.host(),
                "PREFECT_SERVER_DATABASE_PORT", Integer.toString(database.port()),
                "PREFECT_SERVER_DATABASE_NAME", database.name(),
                "PREFECT_SERVER_DATABASE_USER", database.user(),
                "PREFECT_SERVER_DATABASE_PASSWORD", database.password()));
        server.putAll(Map.of(
                // Both are off by default, and the socket for logs stays silent then, without an error.
                "PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED", "true",
                "PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED", "true",
                "PREFECT_SERVER_API_KEEPALIVE_TIMEOUT", "75",
                "PREFECT_SERVER_ANALYTICS_ENABLED", "false",
                // In memory a restart of the server would leak the slots of running deployments.
                "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE", "prefect.server.concurrency.lease_storage.filesystem"));
        server.putAll(Map.of(
                "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS", "15",
                "PREFECT_SERVER_SERVICES_CANCELLATION_CLEANUP_CANCELLING_TIMEOUT_SECONDS", "90",
                "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS", "5",
                "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL", "1",
                "PREFECT_SERVER_EVENTS_RETENTION_PERIOD", "P3D"));
        return server;
    }

    static Map<String, String> worker(PrefectOptions options) {
        Map<String, String> worker = common(options);
        worker.putAll(Map.of(
                "PYTHONPATH", options.pythonPath().toString(),
                "DALGO_CLIENTS_ROOT", options.clientsRoot().toString(),
                "PREFECT_WORKER_QUERY_SECONDS", "1",
                "PREFECT_LOGGING_TO_API_BATCH_INTERVAL", "0.25",
                "PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30"));
        worker.putAll(Map.of(
                // A development machine may offer no isolation, and its repositories are folders or local servers.
                "DALGO_ISOLATION", "optional",
                "DALGO_PRIVATE_HOSTS", "allow"));
        return worker;
    }

    private static Map<String, String> common(PrefectOptions options) {
        return new HashMap<>(Map.of(
                "PREFECT_HOME", options.prefectHome().toString(),
                "PREFECT_API_URL", options.apiUrl(),
                "PREFECT_CLI_COLORS", "false",
                "PREFECT_LOGGING_COLORS", "false",
                "DO_NOT_TRACK", "1",
                "PYTHONUNBUFFERED", "1"));
    }
}
