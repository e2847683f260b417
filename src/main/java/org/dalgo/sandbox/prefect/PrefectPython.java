package org.dalgo.sandbox.prefect;

import java.util.List;
import java.util.Optional;
import org.dalgo.light.environment.PythonInterpreter;
import org.dalgo.platform.startup.StartupFailure;

/** Chooses a Python of this machine that Prefect can run on. */
final class PrefectPython {

    /** Prefect 3.8 needs it. */
    private static final int OLDEST = 10;

    private static final List<String> NAMES =
            List.of("python3", "python3.12", "python3.11", "python3.13", "python3.10", "python3.14", "python");

    private PrefectPython() {}

    /**
     * Finds one.
     *
     * @param wish what the person configured: it or nothing
     * @throws StartupFailure that says what is missing and how to get it
     */
    static PythonInterpreter find(Optional<String> wish) {
        List<String> names = wish.map(List::of).orElse(NAMES);
        return names.stream()
                .map(PythonInterpreter::of)
                .flatMap(Optional::stream)
                .filter(python -> python.minor() >= OLDEST)
                .findFirst()
                .orElseThrow(() -> new StartupFailure("Python: no Python 3." + OLDEST + " or newer found (looked for "
                        + String.join(", ", names) + "). Install one (Debian, Ubuntu: apt install python3"
                        + " python3-venv; macOS: brew install python@3.12), or name yours with dalgo.dev.python."));
    }
}
