package org.dalgo.platform.secret;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.check.CheckConfig;
import org.dalgo.platform.check.CheckResult;
import org.dalgo.platform.check.SystemCheck;
import org.dalgo.platform.startup.StartupFailure;
import org.jboss.logging.Logger;

/** Refuses to start without a key that stored credentials need: better now than when a run needs its password. */
@ApplicationScoped
class EncryptionKeyCheck implements SystemCheck {

    private static final Logger LOG = Logger.getLogger(EncryptionKeyCheck.class);

    private final KeyRotation rotation;
    private final CheckConfig config;

    @Inject
    EncryptionKeyCheck(KeyRotation rotation, CheckConfig config) {
        this.rotation = rotation;
        this.config = config;
    }

    void start(@Observes StartupEvent start) throws Throwable {
        if (config.only()) {
            return;
        }
        List<String> missing = missing(VertxContextSupport.subscribeAndAwait(rotation::usage));
        if (missing.isEmpty()) {
            return;
        }
        String message = "stored credentials need keys that dalgo.secret.keys does not hold: "
                + String.join(", ", missing)
                + ". Put them back; a key may go once 'operator rotate-keys --status' counts nothing for it.";
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            throw new StartupFailure(message);
        }
        // In development a lost key file costs a few credentials of the demo, not the day.
        LOG.warn(message);
    }

    @Override
    public String system() {
        return "Encryption keys";
    }

    @Override
    public Uni<List<CheckResult>> check() {
        return rotation.usage().map(uses -> {
            List<String> missing = missing(uses);
            return List.of(
                    missing.isEmpty()
                            ? CheckResult.ok("every stored credential has its key")
                            : CheckResult.failed("keys are missing: " + String.join(", ", missing), remedy()));
        });
    }

    @Override
    public String remedy() {
        return "put the key back in DALGO_SECRET_KEYS_<ID>; the check needs the database";
    }

    static List<String> missing(List<KeyUsage> uses) {
        return uses.stream()
                .filter(use -> !use.known())
                .map(use -> "'" + use.key() + "' (" + use.count() + " in " + use.column() + ")")
                .toList();
    }
}
