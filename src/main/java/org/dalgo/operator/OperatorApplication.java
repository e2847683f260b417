package org.dalgo.operator;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.util.Arrays;
import org.dalgo.platform.error.Failure;
import org.jboss.logging.Logger;
import picocli.CommandLine;

/** Runs one command and ends with its exit code: 0 done, 1 refused or failed, 2 not understood. */
class OperatorApplication implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(OperatorApplication.class);

    @Inject
    CommandLine.IFactory factory;

    @Override
    public int run(String... args) {
        return commandLine(factory).execute(Arrays.copyOfRange(args, 1, args.length));
    }

    /** The commands; what they answer goes to standard output, why they refuse to standard error. */
    static CommandLine commandLine(CommandLine.IFactory factory) {
        return new CommandLine(new OperatorCommand(), factory)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(reason(failure));
                    LOG.debug("command failed", failure);
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static String reason(Exception failure) {
        boolean expected = failure instanceof Failure || failure instanceof CommandFailure;
        return expected ? failure.getMessage() : "failed: " + failure;
    }
}
