package org.dalgo.operator;

import jakarta.inject.Inject;
import org.dalgo.people.account.AccountAdminService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reset-password",
        mixinStandardHelpOptions = true,
        description = "Gives a person a new password and ends all their sessions."
                + " The password is prompted for, or read from standard input.")
class ResetPasswordCommand implements Runnable {

    @Option(names = "--email", required = true, description = "address of the person")
    String email;

    @Option(names = "--generate", description = "make a password up and show it once")
    boolean generate;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorLookup lookup;

    @Inject
    AccountAdminService administration;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        long account = Terminal.await(() -> lookup.account(email));
        String password = Terminal.newPassword(generate, out);
        Terminal.await(() -> administration.resetPassword(account, password, OperatorLookup.actor()));
        out.println(email + " has a new password and is signed out everywhere");
    }
}
