package org.dalgo.data.connector.command;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.secret.SealedColumn;

/** Where the requests of commands stand until these have ended, and what they are sealed for. */
@Dependent
class CommandSecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("connector_command", "id", "request", "org_id", CommandSecrets::owner);
    }

    static String owner(Object org) {
        return "connector command of org " + org;
    }
}
