package org.dalgo.operator;

import jakarta.inject.Inject;
import org.dalgo.people.org.feature.Feature;
import org.dalgo.people.org.feature.FlagService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "set-flag",
        mixinStandardHelpOptions = true,
        description = "Switches a feature on or off, for all organisations or for one.")
class SetFlagCommand implements Runnable {

    @Option(names = "--feature", required = true, description = "one of ${COMPLETION-CANDIDATES}")
    Feature feature;

    @Option(names = "--value", required = true, arity = "1", description = "true or false")
    boolean value;

    @Option(names = "--org", description = "slug of the organisation; without it, all organisations")
    String org;

    @Spec
    CommandSpec spec;

    @Inject
    OperatorLookup lookup;

    @Inject
    FlagService flags;

    @Override
    public void run() {
        String actor = OperatorLookup.actor();
        Terminal.await(() -> org == null
                ? flags.set(feature, value, actor)
                : lookup.org(org).chain(found -> flags.set(found.id(), feature, value, actor)));
        spec.commandLine().getOut().println(feature + " is " + (value ? "on" : "off"));
    }
}
