package org.dalgo.operator;

import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dalgo.platform.check.CheckResult;
import org.dalgo.platform.check.SystemCheckService;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = CheckCommand.NAME,
        mixinStandardHelpOptions = true,
        description =
                "Checks the settings and whether each system can be reached and used. Changes nothing. Ends with 1 when"
                        + " something has failed.")
class CheckCommand implements Callable<Integer> {

    static final String NAME = "check";

    @Spec
    CommandSpec spec;

    @Inject
    SystemCheckService checks;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<SystemCheckService.Report> reports = Terminal.await(checks::run);
        for (SystemCheckService.Report report : reports) {
            for (CheckResult result : report.results()) {
                out.printf("%-8s %-16s %s%n", word(result.state()), report.system(), result.result());
                if (!result.remedy().isBlank()) {
                    out.printf("%-8s %-16s remedy: %s%n", "", "", result.remedy());
                }
            }
        }
        long failed = reports.stream()
                .flatMap(report -> report.results().stream())
                .filter(result -> result.state() == CheckResult.State.FAILED)
                .count();
        out.println(failed == 0 ? "all systems can be used" : failed + " failed");
        return failed == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static String word(CheckResult.State state) {
        return state == CheckResult.State.FAILED ? state.name() : state.name().toLowerCase(Locale.ROOT);
    }
}
