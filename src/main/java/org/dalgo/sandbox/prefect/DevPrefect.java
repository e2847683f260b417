package org.dalgo.sandbox.prefect;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.StartupProgress;
import org.dalgo.platform.startup.postgres.EmbeddedPostgres;
import org.dalgo.platform.startup.postgres.PostgresConfig;
import org.dalgo.platform.startup.postgres.PostgresOptions;
import org.eclipse.microprofile.config.ConfigProvider;

/** The local Prefect of dev mode: started beside the application, once per JVM, however often code is reloaded. */
@ApplicationScoped
@IfBuildProfile("dev")
public class DevPrefect {

    /** Statics begin anew with every live reload; the JVM's properties do not. */
    static final String KEY = "org.dalgo.prefect";

    private static final String STARTED = "org.dalgo.started";

    private final DevConfig config;
    private final PostgresConfig postgres;

    DevPrefect(DevConfig config, PostgresConfig postgres) {
        this.config = config;
        this.postgres = postgres;
    }

    /** Before others look for Prefect and say that it is not there. */
    void onStart(@Observes @Priority(1) StartupEvent event) {
        reportPortConflict();
        if (isWanted()) {
            CompletableFuture<Void> unused = outcome();
        }
    }

    /** Quarkus names the port when it fails to listen, a moment later, but not the setting that moves it. */
    private static void reportPortConflict() {
        // At a live reload it is we who listen there.
        if (System.getProperties().putIfAbsent(STARTED, "yes") != null) {
            return;
        }
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        try (ServerSocket socket = new ServerSocket(port, 1)) {
            socket.getLocalPort();
        } catch (IOException e) {
            StartupProgress.print(
                    "Dalgo",
                    "port " + port + " is taken by another program. Stop it, or choose another port:"
                            + " ./mvnw quarkus:dev -Dquarkus.http.port=8003");
        }
    }

    /** Whether this dev mode has a Prefect of its own, and not one named in the settings. */
    public boolean isWanted() {
        return config.prefect().enabled()
                && config.prefect()
                        .url()
                        .toString()
                        .equals("http://127.0.0.1:" + config.prefect().port() + "/api");
    }

    /** Folder of the organisations' checkouts, as the worker's flows see it. */
    public Path clientsRoot() {
        return dataDir().resolve("clients");
    }

    /** Address of Prefect's own pages, of the local one or of the one that was named instead. */
    public String address() {
        return config.prefect().url().resolve("/").toString().replaceFirst("/$", "");
    }

    /** Emits when server and worker are ready; fails with a sentence for the terminal when they cannot be had. */
    public Uni<Void> ready() {
        return isWanted()
                ? Uni.createFrom().completionStage(outcome())
                : Uni.createFrom().voidItem();
    }

    private Path dataDir() {
        return config.dataDir().resolve(Folders.workingCopyName(Path.of("")));
    }

    @SuppressWarnings({"unchecked", "FutureReturnValueIgnored"
    }) // this class put it there, if an earlier incarnation of it
    private CompletableFuture<Void> outcome() {
        return (CompletableFuture<Void>) System.getProperties()
                .computeIfAbsent(
                        KEY, key -> CompletableFuture.runAsync(this::start, Infrastructure.getDefaultExecutor()));
    }

    private void start() {
        try {
            LocalPrefect.start(options());
        } catch (RuntimeException e) {
            StartupProgress.print("Prefect", "could not be started. " + e.getMessage());
            System.getProperties().remove(KEY);
            throw e;
        }
    }

    private PrefectOptions options() {
        DevConfig.Prefect prefect = config.prefect();
        PythonEnvironment environment = PythonEnvironment.of(config.pythonLock(), config.cacheDir(), config.python());
        EmbeddedPostgres server = EmbeddedPostgres.start(PostgresOptions.from(postgres, LaunchMode.current()));
        return new PrefectOptions(
                environment,
                config.pythonPath(),
                server.database("prefect"),
                prefect.port(),
                prefect.workPool(),
                prefect.queues(),
                prefect.concurrentRuns(),
                dataDir(),
                Path.of("target"));
    }
}
