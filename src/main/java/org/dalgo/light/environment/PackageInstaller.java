package org.dalgo.light.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.dalgo.platform.startup.ExternalProcess;
import org.dalgo.platform.startup.Folders;

/** Makes an environment and installs a package into it: by uv, or by pip where there is none. */
final class PackageInstaller {

    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration CREATION = Duration.ofMinutes(2);
    private static final int LONGEST_REASON = 800;
    private static final int LAST_LINES = 6;

    private static final Set<String> VARIABLES = Set.of(
            "PATH",
            "HOME",
            "LANG",
            "TMPDIR",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE");
    /** Settings of the programs themselves, and where they are found. */
    private static final List<String> PREFIXES = List.of("PIP_", "UV_", "PYENV_", "XDG_");

    private final Optional<String> uv;
    private final List<String> arguments;

    private PackageInstaller(Optional<String> uv, List<String> arguments) {
        this.uv = uv;
        this.arguments = arguments;
    }

    static PackageInstaller find(EnvironmentOptions options, PythonInterpreter python) {
        Optional<String> uv = options.uv() ? uv(options, python) : Optional.empty();
        return new PackageInstaller(uv, options.installArguments());
    }

    private static Optional<String> uv(EnvironmentOptions options, PythonInterpreter python) {
        Path own = options.folder().resolve("uv");
        String fetched = own.resolve("bin").resolve("uv").toString();
        for (String program : List.of("uv", fetched)) {
            if (run(SHORT, List.of(program, "--version")).succeeded()) {
                return Optional.of(program);
            }
        }
        return fetchUv(own, python) ? Optional.of(fetched) : Optional.empty();
    }

    /** uv is a package itself, and saves minutes with each connector. */
    private static boolean fetchUv(Path own, PythonInterpreter python) {
        Path making = own.resolveSibling("uv.making-" + ProcessHandle.current().pid());
        PackageInstaller pip = new PackageInstaller(Optional.empty(), List.of());
        try {
            Folders.delete(making);
            if (pip.create(making, python).isPresent()
                    || pip.install(making, "uv", CREATION).isPresent()) {
                return false;
            }
            Folders.delete(own);
            Files.move(making, own);
            return true;
        } catch (IOException | UncheckedIOException e) {
            // Without it everything works, only slower.
            return false;
        } finally {
            Folders.delete(making);
        }
    }

    String name() {
        return uv.isPresent() ? "uv" : "pip";
    }

    /** Makes an empty environment; the reason when it cannot be made. */
    Optional<String> create(Path folder, PythonInterpreter python) {
        String program = python.program().toString();
        List<String> line = uv.map(found -> List.of(found, "venv", "-q", "--python", program, folder.toString()))
                .orElseGet(() -> List.of(program, "-I", "-m", "venv", folder.toString()));
        ExternalProcess.Outcome outcome = run(CREATION, line);
        if (outcome.output().contains("ensurepip") || outcome.output().contains("No module named venv")) {
            return Optional.of(program + " has no venv. On Debian and Ubuntu it is a package of its own: apt install"
                    + " python3." + python.minor() + "-venv (or install uv).");
        }
        return reason(outcome);
    }

    /** Installs a package; the reason when it does not install. */
    Optional<String> install(Path folder, String requirement, Duration limit) {
        String python = folder.resolve("bin").resolve("python").toString();
        // pip compiles by itself. Connectors cannot: they only read their environment.
        List<String> line = new ArrayList<>(
                uv.map(found -> List.of(found, "pip", "install", "-q", "--compile-bytecode", "--python", python))
                        .orElseGet(() -> List.of(
                                python,
                                "-I",
                                "-m",
                                "pip",
                                "install",
                                "-q",
                                "--disable-pip-version-check",
                                "--no-input",
                                "--progress-bar",
                                "off")));
        line.addAll(arguments);
        line.add(requirement);
        return reason(run(limit, line));
    }

    /** Packages may run code of their own; our environment variables have passwords in them. */
    static ExternalProcess.Outcome run(Duration limit, List<String> line) {
        List<String> bare = new ArrayList<>(List.of("env"));
        // Named, not listed with their values: a command line is public.
        new ProcessBuilder()
                .environment().keySet().stream()
                        .filter(name -> !isWanted(name))
                        .forEach(name -> bare.addAll(List.of("-u", name)));
        bare.addAll(line);
        return ExternalProcess.run(limit, bare);
    }

    private static boolean isWanted(String name) {
        return VARIABLES.contains(name.toUpperCase(Locale.ROOT))
                || PREFIXES.stream().anyMatch(name::startsWith);
    }

    static Duration left(Instant deadline) {
        Duration left = Duration.between(Instant.now(), deadline);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Optional<String> reason(ExternalProcess.Outcome outcome) {
        if (outcome.succeeded()) {
            return Optional.empty();
        }
        List<String> lines = outcome.output()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("WARNING"))
                .toList();
        String words =
                lines.stream().skip(Math.max(0, lines.size() - LAST_LINES)).collect(Collectors.joining(" "));
        String bounded = words.length() > LONGEST_REASON ? words.substring(0, LONGEST_REASON) + "…" : words;
        return Optional.of(bounded.isEmpty() ? "it ended with status " + outcome.exit() : bounded);
    }
}
