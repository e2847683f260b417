package org.dalgo.operator;

import jakarta.inject.Inject;
import org.dalgo.people.org.OrgService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list-orgs",
        mixinStandardHelpOptions = true,
        description = "Lists the organisations: slug, number of members, day of creation, name.")
class ListOrgsCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Inject
    OrgService orgs;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        Terminal.await(orgs::listSummaries)
                .forEach(
                        org -> out.printf("%-20s %4d  %s  %s%n", org.slug(), org.members(), org.created(), org.name()));
    }
}
