package org.dalgo.operator;

import jakarta.inject.Inject;
import org.dalgo.people.member.MemberService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "add-user-to-org",
        mixinStandardHelpOptions = true,
        description = "Makes a registered person a member of an organisation.")
class AddUserToOrgCommand implements Runnable {

    @Option(names = "--email", required = true, description = "address of the person")
    String email;

    @Option(names = "--org", required = true, description = "slug of the organisation")
    String org;

    @Option(names = "--role", required = true, description = "role, for example pipeline_manager")
    String role;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorLookup lookup;

    @Inject
    MemberService members;

    @Override
    public void run() {
        Terminal.await(() -> lookup.account(email).chain(account -> lookup.org(org)
                .chain(found -> members.add(found.id(), account, role, OperatorLookup.actor()))));
        spec.commandLine().getOut().println(email + " is a member of " + org);
    }
}
