package org.dalgo.sandbox.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.StartupProgress;
import org.jboss.logging.Logger;

/** Makes the demo organisation in the background when development starts, as soon as Prefect and Airbyte answer. */
@ApplicationScoped
@IfBuildProfile("dev")
class DemoStartup {

    private static final Logger LOG = Logger.getLogger(DemoStartup.class);
    private static final String SUBJECT = "demo organisation";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final DemoConfig config;
    private final DemoWarehouse warehouse;
    private final DemoOrganisation organisation;
    private final StartupBanner banner;
    private final AtomicReference<Thread> thread = new AtomicReference<>();

    @Inject
    DemoStartup(DemoConfig config, DemoWarehouse warehouse, DemoOrganisation organisation, StartupBanner block) {
        this.config = config;
        this.warehouse = warehouse;
        this.organisation = organisation;
        this.banner = block;
    }

    void start(@Observes StartupEvent event) {
        // A thread of its own: git and the waiting would block the event loop.
        Thread started = new Thread(this::run, SUBJECT);
        started.setDaemon(true);
        thread.set(started);
        started.start();
    }

    @PreDestroy
    void stop() {
        Thread running = thread.get();
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        if (config.enabled()) {
            makeOrganisation();
        }
        banner.printWhenReady();
    }

    private void makeOrganisation() {
        try {
            Path folder = config.dataDir().resolve(Folders.workingCopyName(Path.of("")));
            URI repository = new DemoProject(folder.resolve("demo")).publish();
            URI beneficiaries = config.beneficiaries().orElseGet(() -> writeBeneficiaries(folder));
            create(new DemoDrafts(warehouse.find(), beneficiaries, repository));
        } catch (InterruptedException e) {
            // Live reload or the end; the next start goes on.
            LOG.debug("the demo organisation is left as it is");
        } catch (Throwable e) {
            StartupProgress.print(SUBJECT, "not complete: " + e.getMessage() + " The next start goes on from here.");
            LOG.debug("the demo organisation is not complete", e);
        }
    }

    /** Airbyte's File reads the web by HTTPS only, and this machine's files. */
    private static URI writeBeneficiaries(Path folder) {
        Path file = folder.resolve("demo-files").resolve("beneficiaries.csv").toAbsolutePath();
        try (InputStream in = DemoStartup.class.getResourceAsStream("/sandbox/airbyte/files/beneficiaries.csv")) {
            if (in == null) {
                throw new IllegalStateException("the demo's file is missing from the build");
            }
            Files.createDirectories(file.getParent());
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file.toUri();
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's file could not be written to " + file, e);
        }
    }

    private void create(DemoDrafts drafts) throws Throwable {
        Consumer<String> say = onlyOnce();
        Instant deadline = Instant.now().plus(config.startupTimeout());
        while (true) {
            try {
                VertxContextSupport.subscribeAndAwait(
                        () -> organisation.create("demo", "second", config.password(), drafts, say));
                return;
            } catch (UpstreamFailure notYet) {
                if (!isStarting(notYet) || Instant.now().isAfter(deadline)) {
                    throw notYet;
                }
                LOG.debugf("waiting for %s: %s", notYet.system(), notYet.getMessage());
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private static boolean isStarting(UpstreamFailure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE, UNAVAILABLE, TIMEOUT, SERVER_ERROR, INVALID_RESPONSE -> true;
            case REFUSED, NOT_FOUND, CONFLICT, INVALID -> false;
        };
    }

    /** A repeated attempt says its lines again. */
    private static Consumer<String> onlyOnce() {
        Set<String> said = new HashSet<>();
        return line -> {
            if (said.add(line)) {
                StartupProgress.print(SUBJECT, line);
            }
        };
    }
}
