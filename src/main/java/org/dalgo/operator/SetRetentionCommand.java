package org.dalgo.operator;

import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.platform.retention.schedule.RetentionService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "set-retention",
        mixinStandardHelpOptions = true,
        description = "Sets how long rows of one organisation are kept: airbyte-jobs, jobs, mails, notifications,"
                + " run-lines, run-results or runs.")
class SetRetentionCommand implements Runnable {

    @Option(names = "--org", required = true, description = "slug of the organisation")
    String org;

    @Option(names = "--rule", required = true, description = "which rows")
    String rule;

    @Option(names = "--days", description = "how many days; without it, as the settings say")
    Integer days;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorLookup lookup;

    @Inject
    RetentionService retention;

    @Override
    public void run() {
        Terminal.await(() -> lookup.org(org)
                .chain(found -> retention.set(found.id(), rule, Optional.ofNullable(days), OperatorLookup.actor())));
        spec.commandLine()
                .getOut()
                .println(rule + " of " + org + ": " + (days == null ? "as the settings say" : days + " days"));
    }
}
