package org.dalgo.operator;

import jakarta.inject.Inject;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A failed migration ends the command, and a roll-out that waits for it does not begin. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = "Brings the schema to the version of this program and says which that is.")
class MigrateCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Inject
    Flyway flyway;

    @Override
    public void run() {
        // Done at the start already, unless the settings say otherwise; then this does nothing.
        flyway.migrate();
        MigrationInfo current = flyway.info().current();
        spec.commandLine().getOut().printf("schema %s, %s%n", current.getVersion(), current.getDescription());
    }
}
