package org.dalgo.operator;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.List;
import org.dalgo.platform.secret.KeyUsage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate-keys",
        mixinStandardHelpOptions = true,
        description = "Asks the running servers to seal anew, with the current key, what older keys have sealed. A key"
                + " that --status counts nothing for may be taken out of the settings.")
class RotateKeysCommand implements Runnable {

    @Option(names = "--status", description = "only tell which key has sealed how much")
    boolean status;

    @Option(names = "--signing", description = "only make a new key for signing tokens; nobody is signed out")
    boolean signing;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorService operatorService;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (signing) {
            Terminal.await(operatorService::rotateSigningKey);
            out.println("a new key signs tokens from now on");
            return;
        }
        List<KeyUsage> uses = Terminal.await(operatorService::keyUsage);
        uses.forEach(use -> out.printf("%-30s %-20s %8d  %s%n", use.column(), use.key(), use.count(), state(use)));
        if (status) {
            return;
        }
        long old = uses.stream()
                .filter(use -> !use.current())
                .mapToLong(KeyUsage::count)
                .sum();
        if (old == 0) {
            out.println("nothing to do: the current key has sealed everything");
        } else {
            Terminal.await(operatorService::rotateKeys);
            out.println(old + " credentials will be sealed anew; follow it with --status");
        }
    }

    private static String state(KeyUsage use) {
        if (use.current()) {
            return "current";
        }
        return use.known() ? "to be sealed anew" : "KEY MISSING";
    }
}
