package org.dalgo.operator;

import jakarta.inject.Inject;
import org.dalgo.people.account.AccountAdminService;
import org.dalgo.people.account.AccountService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "create-admin",
        mixinStandardHelpOptions = true,
        description = "Lets a person administer the platform and make organisations; registers them if they are new."
                + " A new person's password is prompted for, or read from standard input.")
class CreateAdminCommand implements Runnable {

    @Option(names = "--email", required = true, description = "address, by which they sign in")
    String email;

    @Option(names = "--generate", description = "make a password up and show it once")
    boolean generate;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorLookup lookup;

    @Inject
    AccountService accounts;

    @Inject
    AccountAdminService administration;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        boolean known = Terminal.await(() -> lookup.findAccount(email)).isPresent();
        if (known) {
            Terminal.await(() ->
                    lookup.account(email).chain(account -> administration.promote(account, OperatorLookup.actor())));
            out.println(email + " was registered already, keeps their password, and is an administrator now");
        } else {
            String password = Terminal.newPassword(generate, out);
            Terminal.await(() -> accounts.register(email, password)
                    .chain(account -> administration.promote(account, OperatorLookup.actor())));
            out.println(email + " is registered, and is an administrator");
        }
    }
}
