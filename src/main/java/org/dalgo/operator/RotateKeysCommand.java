package org.dalgo.operator;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.List;
import org.dalgo.people.auth.SigningKeys;
import org.dalgo.platform.secret.KeyRotation;
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

    @Option(names = "--status", description = "only print how many credentials each key has encrypted")
    boolean status;

    @Option(names = "--signing", description = "only create a new key for signing tokens; all sessions stay valid")
    boolean signing;

    @Spec
    CommandSpec spec;

    @Inject
    KeyRotation rotation;

    @Inject
    SigningKeys signingKeys;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (signing) {
            Terminal.await(() -> signingKeys.rotate(OperatorLookup.actor()));
            out.println("a new key signs tokens from now on");
            return;
        }
        List<KeyUsage> uses = Terminal.await(rotation::usage);
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
            Terminal.await(() -> rotation.request(OperatorLookup.actor()));
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
