package org.dalgo.operator;

import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.people.org.feature.Feature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "set-flag",
        mixinStandardHelpOptions = true,
        description = "Switches a feature on or off, for everybody or for one organisation.")
class SetFlagCommand implements Runnable {

    @Option(names = "--feature", required = true, description = "one of ${COMPLETION-CANDIDATES}")
    Feature feature;

    @Option(names = "--value", required = true, arity = "1", description = "true or false")
    boolean value;

    @Option(names = "--org", description = "slug of the organisation; without it, everybody")
    String org;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorService operatorService;

    @Override
    public void run() {
        Terminal.await(() -> operatorService.setFlag(feature, value, Optional.ofNullable(org)));
        spec.commandLine().getOut().println(feature + " is " + (value ? "on" : "off"));
    }
}
