package org.dalgo.sandbox.prefect;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.StartupFailure;

/**
 * A Python interpreter that Prefect can run on.
 *
 * @param program its real path, not that of a version switcher's stand-in
 * @param minor 11 for Python 3.11
 * @param version the whole version, for example {@code 3.11.7}
 * @param platform Python's name for this machine, for example {@code linux-x86_64}
 */
record PythonInterpreter(Path program, int minor, String version, String platform) {

    /** Prefect 3.8 needs it. */
    static final int OLDEST = 10;

    private static final List<String> NAMES =
            List.of("python3", "python3.12", "python3.11", "python3.13", "python3.10", "python3.14", "python");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String QUESTION =
            "import sys, sysconfig; print('%d %d' % sys.version_info[:2], '%d.%d.%d' % sys.version_info[:3],"
                    + " sysconfig.get_platform(), sys.executable)";
    private static final Pattern ANSWER = Pattern.compile("(?m)^3 (\\d+) (\\S+) (\\S+) (.+)$");

    /**
     * Finds one.
     *
     * @param wish what the person configured: it or nothing
     * @throws StartupFailure that says what is missing and how to get it
     */
    static PythonInterpreter find(Optional<String> wish) {
        List<String> names = wish.map(List::of).orElse(NAMES);
        return names.stream()
                .flatMap(PythonInterpreter::probe)
                .filter(pythonInterpreter -> pythonInterpreter.minor >= OLDEST)
                .findFirst()
                .orElseThrow(() -> new StartupFailure("Python: no Python 3." + OLDEST + " or newer found (looked for "
                        + String.join(", ", names) + "). Install one (Debian, Ubuntu: apt install python3"
                        + " python3-venv; macOS: brew install python@3.12), or name yours with dalgo.dev.python."));
    }

    private static Stream<PythonInterpreter> probe(String name) {
        ExternalProcess.Outcome outcome = ExternalProcess.run(LIMIT, List.of(name, "-I", "-c", QUESTION));
        Matcher answer = ANSWER.matcher(outcome.output());
        return outcome.succeeded() && answer.find()
                ? Stream.of(new PythonInterpreter(
                        Path.of(answer.group(4)), Integer.parseInt(answer.group(1)), answer.group(2), answer.group(3)))
                : Stream.empty();
    }
}
