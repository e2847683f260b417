package org.dalgo.sandbox.prefect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dalgo.light.environment.PythonInterpreter;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.Folders;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.platform.startup.StartupProgress;

/**
 * A Python environment with exactly what a lock file names, made once per user, lock, Python and platform.
 *
 * <p>An environment contains its own path, so it cannot be built elsewhere and moved. A marker that is written last
 * shows that it is complete. An environment without marker is deleted.
 */
public final class PythonEnvironment {

    private static final int KEY = 16;
    private static final int STEPS = 5;
    private static final int TAIL = 12;
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration CREATION = Duration.ofMinutes(3);
    private static final Duration INSTALLATION = Duration.ofMinutes(20);
    private static final String SUBJECT = "Python";

    private final Path folder;

    private PythonEnvironment(Path folder) {
        this.folder = folder;
    }

    /**
     * The environment for {@code lock}, made if there is none yet.
     *
     * @param lock requirements file with exact versions of everything
     * @param cache folder of all environments
     * @param python interpreter to use, or empty for the first suitable one
     * @throws StartupFailure that says what is missing and how to get it
     */
    public static PythonEnvironment of(Path lock, Path cache, Optional<String> python) {
        PythonInterpreter interpreter = PrefectPython.find(python);
        String packages = read(lock);
        String key = Sha256.hex(packages + interpreter.version() + interpreter.platform());
        PythonEnvironment environment =
                new PythonEnvironment(cache.toAbsolutePath().resolve("python").resolve(key.substring(0, KEY)));
        if (!environment.isComplete()) {
            environment.make(interpreter, lock.toAbsolutePath(), packages);
        }
        return environment;
    }

    /** The environment's folder. */
    public Path folder() {
        return folder;
    }

    /** The environment's interpreter. */
    public Path python() {
        return folder.resolve("bin").resolve("python");
    }

    private Path marker() {
        return folder.resolve("complete");
    }

    private boolean isComplete() {
        return Files.exists(marker());
    }

    private void make(PythonInterpreter interpreter, Path lock, String packages) {
        Path guard = folder.resolveSibling(folder.getFileName() + ".lock");
        try {
            Files.createDirectories(folder.getParent());
            try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = take(channel)) {
                if (held.isValid() && !isComplete()) {
                    Folders.delete(folder);
                    build(
                            interpreter,
                            lock,
                            packages.lines().filter(this::isPackage).count());
                    Files.createFile(marker());
                }
            }
        } catch (IOException e) {
            throw new StartupFailure("Python: the environment in " + folder + " could not be made: " + e, e);
        }
    }

    private static FileLock take(FileChannel channel) throws IOException {
        FileLock free = channel.tryLock();
        if (free != null) {
            return free;
        }
        StartupProgress.print(SUBJECT, "waiting for another process that makes the same environment");
        return channel.lock();
    }

    private boolean isPackage(String line) {
        return line.contains("==");
    }

    private void build(PythonInterpreter interpreter, Path lock, long packages) {
        StartupProgress startupProgress = StartupProgress.ofSteps(SUBJECT, STEPS);
        boolean uv = ExternalProcess.run(SHORT, List.of("uv", "--version")).succeeded();
        startupProgress.nextStep("found Python " + interpreter.version() + ", packages come by " + (uv ? "uv" : "pip"));
        startupProgress.nextStep("creating the environment " + folder);
        create(interpreter, uv);
        startupProgress.nextStep("installing " + packages + " packages, once; usually one to two minutes");
        install(lock, uv);
        startupProgress.nextStep("compiling them");
        // Some packages bring files for other Pythons, which do not compile; a package that needs those fails below.
        ExternalProcess.run(
                INSTALLATION,
                List.of(
                        python().toString(),
                        "-I",
                        "-m",
                        "compileall",
                        "-qq",
                        "-j",
                        "0",
                        folder.resolve("lib").toString()));
        startupProgress.nextStep("checking that it starts");
        require(
                "does not start",
                ExternalProcess.run(SHORT, List.of(python().toString(), "-I", "-c", "import ssl, sqlite3")));
    }

    private void create(PythonInterpreter interpreter, boolean uv) {
        List<String> line = uv
                ? List.of("uv", "venv", "--python", interpreter.program().toString(), folder.toString())
                : List.of(interpreter.program().toString(), "-I", "-m", "venv", folder.toString());
        ExternalProcess.Outcome outcome = ExternalProcess.run(CREATION, line);
        if (outcome.output().contains("ensurepip") || outcome.output().contains("No module named venv")) {
            throw new StartupFailure("Python: " + interpreter.program() + " has no venv. On Debian and Ubuntu it is a"
                    + " package of its own: apt install python3." + interpreter.minor() + "-venv (or install uv).");
        }
        require("could not be created", outcome);
    }

    private void install(Path lock, boolean uv) {
        String python = python().toString();
        // The lock names everything, so nothing is resolved.
        List<String> line = uv
                ? List.of("uv", "pip", "install", "--python", python, "--no-deps", "-r", lock.toString())
                : List.of(
                        python,
                        "-I",
                        "-m",
                        "pip",
                        "install",
                        "--disable-pip-version-check",
                        "--no-input",
                        "--no-deps",
                        "--no-compile",
                        "--progress-bar",
                        "off",
                        "-r",
                        lock.toString());
        Path log = folder.resolveSibling(folder.getFileName() + ".log");
        ExternalProcess.Outcome outcome = ExternalProcess.run(INSTALLATION, line, log);
        if (!outcome.succeeded()) {
            throw new StartupFailure("Python: the packages of " + lock + " could not be installed. Is PyPI (or your"
                    + " PIP_INDEX_URL) reachable? The whole log is " + log + ", it ends with:\n"
                    + Folders.tail(log, TAIL));
        }
    }

    private void require(String what, ExternalProcess.Outcome outcome) {
        if (!outcome.succeeded()) {
            throw new StartupFailure("Python: the environment " + folder + " " + what + ":\n" + outcome.output());
        }
    }

    private static String read(Path lock) {
        try {
            return Files.readString(lock);
        } catch (IOException e) {
            throw new StartupFailure(
                    "Python: the lock file " + lock.toAbsolutePath()
                            + " cannot be read. Start from the project's folder, or set dalgo.dev.python-lock.",
                    e);
        }
    }
}
