package org.dalgo.light.environment;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.startup.ExternalProcess;

/**
 * A Python of this machine.
 *
 * @param program its real path, not that of a version switcher's stand-in
 * @param minor 11 for Python 3.11
 * @param version the whole version, for example {@code 3.11.7}
 * @param platform Python's name for this machine, for example {@code linux-x86_64}
 */
public record PythonInterpreter(Path program, int minor, String version, String platform) {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String BEGINNING = "the answer:";
    private static final int ANSWERS = 4;
    private static final String QUESTION = "import sys, sysconfig; print('" + BEGINNING
            + "', sys.version_info[1], '%d.%d.%d' % sys.version_info[:3], sysconfig.get_platform(), sys.executable,"
            + " sep='\\n') if sys.version_info[0] == 3 else None";

    /** The Python that a program is; empty when there is none of that name, or when it is no Python 3. */
    public static Optional<PythonInterpreter> of(String program) {
        return probe(program).or(() -> ofVersionSwitcher(program));
    }

    private static Optional<PythonInterpreter> probe(String program) {
        ExternalProcess.Outcome outcome = ExternalProcess.run(LIMIT, List.of(program, "-I", "-c", QUESTION));
        // Something else may be printed before, for example by a stand-in.
        List<String> lines = outcome.output().lines().toList();
        int answer = lines.indexOf(BEGINNING) + 1;
        if (!outcome.succeeded() || answer == 0 || lines.size() < answer + ANSWERS) {
            return Optional.empty();
        }
        return Optional.of(new PythonInterpreter(
                Path.of(lines.get(answer + 3)),
                Integer.parseInt(lines.get(answer)),
                lines.get(answer + 1),
                lines.get(answer + 2)));
    }

    /** pyenv installs many Pythons and shows a few of them; the others stand in its folder. */
    private static Optional<PythonInterpreter> ofVersionSwitcher(String program) {
        Path versions = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        if (!program.startsWith("python3.") || !Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(versions, program.substring("python".length()) + ".*")) {
            for (Path version : found) {
                Optional<PythonInterpreter> python =
                        probe(version.resolve("bin").resolve(program).toString());
                if (python.isPresent()) {
                    return python;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
