package org.dalgo.operator;

import jakarta.inject.Inject;
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
    OperatorService operatorService;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        boolean known = Terminal.await(() -> operatorService.findAccount(email)).isPresent();
        if (known) {
            Terminal.await(() -> operatorService.promote(email));
            out.println(email + " was registered already, keeps their password, and is an administrator now");
        } else {
            String password = Terminal.newPassword(generate, out);
            Terminal.await(() -> operatorService.registerAdmin(email, password));
            out.println(email + " is registered, and is an administrator");
        }
    }
}
