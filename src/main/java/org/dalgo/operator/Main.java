package org.dalgo.operator;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Map;

/** Where the program begins: as a server, or as one command of an operator. */
@QuarkusMain
public final class Main {

    static final String OPERATOR = "operator";

    /** What a command does not need: it must neither take the server's port nor its work. */
    private static final Map<String, String> COMMAND_SETTINGS = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.scheduler.enabled", "false",
            "dalgo.run.watch", "false",
            "dalgo.log.read", "false",
            // What it answers goes to standard output, and nothing else does.
            "quarkus.log.console.stderr", "true",
            "quarkus.log.console.level", "WARN");

    Main() {}

    /** Starts the server without arguments, or runs the command that they name. */
    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(OPERATOR)) {
            COMMAND_SETTINGS.forEach(System::setProperty);
            Quarkus.run(OperatorApplication.class, args);
        } else {
            Quarkus.run(ServerApplication.class, args);
        }
    }
}
