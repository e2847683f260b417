package org.dalgo.platform.secret;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.startup.StartupFailure;
import org.jboss.logging.Logger;

/** Refuses to start without a key that stored credentials need: better now than when a run needs its password. */
@ApplicationScoped
class EncryptionKeyCheck {

    private static final Logger LOG = Logger.getLogger(EncryptionKeyCheck.class);

    private final KeyRotation rotation;

    @Inject
    EncryptionKeyCheck(KeyRotation rotation) {
        this.rotation = rotation;
    }

    void check(@Observes StartupEvent start) throws Throwable {
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

    static List<String> missing(List<KeyUsage> uses) {
        return uses.stream()
                .filter(use -> !use.known())
                .map(use -> "'" + use.key() + "' (" + use.count() + " in " + use.column() + ")")
                .toList();
    }
}
