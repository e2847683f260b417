package org.dalgo.operator;

import jakarta.inject.Inject;
import org.dalgo.people.org.OrgService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "delete-org",
        mixinStandardHelpOptions = true,
        description =
                "Removes an organisation and what it has in Airbyte and Prefect. Its members lose access at once, the"
                        + " rest is done by the running server.")
class DeleteOrgCommand implements Runnable {

    @Option(names = "--org", required = true, description = "slug of the organisation")
    String org;

    @Option(names = "--confirm", required = true, description = "its name, to be sure that it is the one that is meant")
    String name;

    @Spec
    CommandSpec spec;

    @Inject
    OrgService orgs;

    @Override
    public void run() {
        Terminal.await(() -> orgs.delete(org, name, 0, OperatorLookup.actor()));
        spec.commandLine().getOut().println(org + " is being removed");
    }
}
