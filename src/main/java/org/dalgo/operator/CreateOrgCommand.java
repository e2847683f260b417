package org.dalgo.operator;

import jakarta.inject.Inject;
import org.dalgo.people.member.MemberService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "create-org",
        mixinStandardHelpOptions = true,
        description = "Makes an organisation and a registered person its first member.")
class CreateOrgCommand implements Runnable {

    @Option(names = "--name", required = true, description = "name of the organisation; its slug is made of it")
    String name;

    @Option(names = "--email", required = true, description = "address of the first member")
    String email;

    @Option(names = "--role", defaultValue = "account_manager", description = "their role (${DEFAULT-VALUE})")
    String role;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorLookup lookup;

    @Inject
    OrgService orgs;

    @Inject
    MemberService members;

    @Override
    public void run() {
        String actor = OperatorLookup.actor();
        String slug = Terminal.await(() -> lookup.account(email)
                .chain(account -> orgs.create(name, actor, org -> members.add(org.id(), account, role, actor)))
                .map(OrgView::slug));
        spec.commandLine()
                .getOut()
                .println("made " + slug + "; " + email
                        + " is a member. It can be used once a running server has made its workspace in Airbyte.");
    }
}
