package org.dalgo.operator;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import org.dalgo.people.account.AccountAdminService;
import org.jboss.logging.Logger;

/** Serves until the process gets a request to stop. */
class ServerApplication implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(ServerApplication.class);

    @Inject
    AccountAdminService accounts;

    @Override
    public int run(String... args) {
        // Development makes people of its own.
        if (LaunchMode.current() == LaunchMode.NORMAL && Terminal.await(accounts::hasNoAccounts)) {
            LOG.info("There is no account yet. Make the first administrator with this program and the same settings:"
                    + " java -jar quarkus-run.jar operator create-admin --email you@example.org");
        }
        Quarkus.waitForExit();
        return 0;
    }
}
