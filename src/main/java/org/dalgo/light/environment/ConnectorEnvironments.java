package org.dalgo.light.environment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.dalgo.light.confinement.Confinement;
import org.dalgo.light.confinement.ConfinementFailure;
import org.dalgo.light.protocol.ConnectorCommand;
import org.dalgo.light.protocol.ConnectorError;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.light.protocol.ConnectorProcess;
import org.dalgo.light.protocol.Message;
import org.dalgo.light.registry.ConnectorPackage;
import org.dalgo.platform.startup.Folders;

/**
 * Environments of connectors, one for each package and version. One is made when it is wanted first: beside its place,
 * and moved there when the connector has answered its specification in it, so that none is ever half made. Several
 * processes may share the folder. Methods block, for minutes when an environment has to be made.
 */
public final class ConnectorEnvironments {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SPECIFICATION = "specification.json";
    /** The first that the sandbox can be run by. */
    private static final int OLDEST = 10;

    private final EnvironmentOptions options;
    private final ConnectorLimits limits;
    private final Confinement confinement;
    private final Map<String, ConnectorEnvironment> ready = new ConcurrentHashMap<>();
    private final Map<String, Object> guards = new ConcurrentHashMap<>();

    public ConnectorEnvironments(EnvironmentOptions options, ConnectorLimits limits, Confinement confinement) {
        this.options = options;
        this.limits = limits;
        this.confinement = confinement;
    }

    /**
     * The environment of a connector. With the first one it is found out, and logged, what confines connectors here.
     *
     * @param progress receives a line for each step when it has to be made
     * @throws EnvironmentFailure when it cannot be made; the next call tries again
     */
    public ConnectorEnvironment of(ConnectorPackage wanted, Consumer<String> progress) {
        String name = wanted.distribution() + "-" + wanted.version();
        synchronized (guards.computeIfAbsent(name, key -> new Object())) {
            ConnectorEnvironment known = ready.get(name);
            if (known == null || !Files.isExecutable(known.python())) {
                known = findOrMake(wanted, options.folder().resolve(name), progress);
                requireSandbox(known);
                ready.put(name, known);
            }
            return known;
        }
    }

    private void requireSandbox(ConnectorEnvironment made) {
        try {
            confinement.isolation(made.python());
        } catch (ConfinementFailure e) {
            throw new EnvironmentFailure(e.getMessage());
        }
    }

    private ConnectorEnvironment findOrMake(ConnectorPackage wanted, Path place, Consumer<String> progress) {
        Optional<ConnectorEnvironment> found = read(place);
        if (found.isPresent()) {
            return found.get();
        }
        Path guard = place.resolveSibling(place.getFileName() + ".lock");
        try {
            Files.createDirectories(options.folder());
            try (FileChannel channel = FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                // Another process may have made it while this one waited.
                Optional<ConnectorEnvironment> made = held.isValid() ? read(place) : Optional.empty();
                return made.isPresent() ? made.get() : make(wanted, place, progress);
            }
        } catch (IOException e) {
            throw new EnvironmentFailure("The environment of " + wanted.requirement() + " in " + options.folder()
                    + " could not be made: " + e);
        }
    }

    private static Optional<ConnectorEnvironment> read(Path place) {
        Path file = place.resolve(SPECIFICATION);
        try {
            return Files.isRegularFile(file)
                            && MAPPER.readTree(file.toFile()) instanceof ObjectNode specification
                            && Files.isExecutable(new ConnectorEnvironment(place, specification).python())
                    ? Optional.of(new ConnectorEnvironment(place, specification))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private ConnectorEnvironment make(ConnectorPackage wanted, Path place, Consumer<String> progress)
            throws IOException {
        Instant deadline = Instant.now().plus(options.limit());
        List<PythonInterpreter> pythons = pythons(wanted);
        if (pythons.isEmpty()) {
            throw new EnvironmentFailure(wanted.distribution() + " needs Python " + wanted.python()
                    + ", and there is no Python here (looked for " + String.join(", ", names(wanted)) + ")");
        }
        PackageInstaller installer = PackageInstaller.find(options, pythons.get(0));
        List<String> reasons = new ArrayList<>();
        for (PythonInterpreter python : pythons) {
            Path making = place.resolveSibling(place.getFileName() + ".making");
            Folders.delete(making);
            try {
                Optional<String> reason = attempt(wanted, making, python, installer, deadline, progress);
                if (reason.isEmpty()) {
                    Folders.delete(place);
                    Files.move(making, place, StandardCopyOption.ATOMIC_MOVE);
                    return read(place).orElseThrow();
                }
                reasons.add("Python " + python.version() + ": " + reason.get());
                progress.accept(
                        wanted.requirement() + " does not work with Python " + python.version() + ": " + reason.get());
            } finally {
                Folders.delete(making);
            }
        }
        throw new EnvironmentFailure(wanted.requirement() + " could not be installed. " + String.join("; ", reasons));
    }

    private Optional<String> attempt(
            ConnectorPackage wanted,
            Path making,
            PythonInterpreter python,
            PackageInstaller installer,
            Instant deadline,
            Consumer<String> progress)
            throws IOException {
        if (Instant.now().isAfter(deadline)) {
            return Optional.of("not tried, as " + options.limit().toSeconds() + " s had passed");
        }
        progress.accept("installing " + wanted.requirement() + " by " + installer.name() + " for Python "
                + python.version() + ", once; this takes up to a minute");
        Optional<String> reason = installer.create(making, python);
        if (reason.isPresent()) {
            return reason;
        }
        Foundation foundation = Foundation.of(making);
        reason = installer.install(making, wanted.requirement(), PackageInstaller.left(deadline));
        if (reason.isPresent()) {
            return reason;
        }
        if (!foundation.equals(Foundation.of(making))) {
            return Optional.of("it replaces the Python of its environment, which no connector has to");
        }
        progress.accept("asking " + wanted.requirement() + " for its specification");
        ConnectorEnvironment made = new ConnectorEnvironment(making, MAPPER.createObjectNode());
        try {
            // A connector that an older or newer Python breaks says so with its first import.
            ObjectNode specification = specification(made, wanted);
            Files.writeString(making.resolve(SPECIFICATION), specification.toString());
            return Optional.empty();
        } catch (ConnectorError e) {
            return Optional.of((e.getMessage() + ". " + lastLine(e.internal())).strip());
        }
    }

    /**
     * What decides which Python an environment runs by.
     *
     * @param configuration text of {@code pyvenv.cfg}
     * @param python what its interpreter is a link to
     */
    private record Foundation(String configuration, Path python) {

        static Foundation of(Path environment) throws IOException {
            return new Foundation(
                    Files.readString(environment.resolve("pyvenv.cfg")),
                    new ConnectorEnvironment(environment, MAPPER.createObjectNode())
                            .python()
                            .toRealPath());
        }
    }

    private ObjectNode specification(ConnectorEnvironment made, ConnectorPackage wanted) {
        ObjectNode specification = null;
        try (ConnectorProcess process = ConnectorProcess.start(
                confinement, ConnectorCommand.spec(made.python(), wanted.distribution(), limits))) {
            for (Optional<Message> next = process.next(); next.isPresent(); next = process.next()) {
                if (next.get() instanceof Message.Specification answer) {
                    specification = answer.specification();
                }
            }
        }
        if (specification == null
                || !specification.path("connectionSpecification").isObject()) {
            throw new ConnectorError(ConnectorError.Kind.SYSTEM, "It ended without telling its specification", "");
        }
        return specification;
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (first, second) -> second.isBlank() ? first : second.strip());
    }

    private List<String> names(ConnectorPackage wanted) {
        List<String> names = new ArrayList<>();
        if (wanted.python() != null) {
            names.add("python" + wanted.python());
        }
        names.addAll(options.pythons());
        return names.stream().distinct().toList();
    }

    private List<PythonInterpreter> pythons(ConnectorPackage wanted) {
        Map<String, PythonInterpreter> found = new LinkedHashMap<>();
        names(wanted).stream()
                .flatMap(name -> PythonInterpreter.of(name).stream())
                .filter(python -> python.minor() >= OLDEST)
                .forEach(python -> found.putIfAbsent(python.version(), python));
        return List.copyOf(found.values());
    }
}
