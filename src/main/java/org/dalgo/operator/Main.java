package org.dalgo.operator;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Map;

/** Entry point of the program: a server, or one command of an operator. */
@QuarkusMain
public final class Main {

    /** What a command does not need: it must neither take the server's port nor its work. */
    private static final Map<String, String> COMMAND_SETTINGS = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.shutdown.delay", "0S",
            "quarkus.scheduler.enabled", "false",
            "dalgo.run.watch", "false",
            "dalgo.log.read", "false",
            // What it answers goes to standard output, and nothing else does.
            "quarkus.log.console.stderr", "true",
            "quarkus.log.console.json.enabled", "false",
            "quarkus.log.console.level", "WARN");

    /** A check changes nothing, and starts without the systems that it judges. */
    private static final Map<String, String> CHECK_SETTINGS = Map.of(
            "dalgo.check.only", "true",
            "dalgo.postgres.required-at-start", "false",
            "quarkus.flyway.migrate-at-start", "false",
            "quarkus.log.console.level", "ERROR");

    /** The shorter way to write {@code operator check}. */
    private static final String CHECK = "--check";

    Main() {}

    /** Starts the server without arguments, or runs the command that they name. */
    public static void main(String... args) {
        String[] line = args.length > 0 && args[0].equals(CHECK)
                ? new String[] {OperatorCommand.NAME, CheckCommand.NAME}
                : args;
        if (line.length == 0 || !line[0].equals(OperatorCommand.NAME)) {
            Quarkus.run(ServerApplication.class, line);
            return;
        }
        COMMAND_SETTINGS.forEach(System::setProperty);
        if (line.length > 1 && line[1].equals(CheckCommand.NAME)) {
            CHECK_SETTINGS.forEach(System::setProperty);
        }
        Quarkus.run(OperatorApplication.class, line);
    }
}
