package org.dalgo.light.confinement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.platform.startup.ExternalProcess;
import org.jboss.logging.Logger;

/**
 * Confines programs. What the machine offers is found once for each Python, by trying, and logged: an own user where this
 * process is root, namespaces by bubblewrap, Landlock, a filter of addresses. Methods block, for worker threads only.
 */
public final class Confinement {

    private static final Logger LOG = Logger.getLogger(Confinement.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PROBE = Duration.ofMinutes(2);
    /** The caller has the same limit, and says so in words; this one is for the case that the caller hangs. */
    private static final Duration SPARE = Duration.ofMinutes(1);

    private static final String SUPERVISOR = resource("/light/supervisor.py");

    private final ConfinementOptions options;
    private final List<String> leftOut;
    private final Map<Path, Isolation> found = new HashMap<>();

    public Confinement(ConfinementOptions options) {
        this(options, List.of());
    }

    /** One that does without some of the mechanisms that the machine offers. */
    Confinement(ConfinementOptions options, List<String> leftOut) {
        this.options = options;
        this.leftOut = leftOut;
    }

    /**
     * What confines the programs of a Python.
     *
     * @param python the interpreter
     * @throws ConfinementFailure when it cannot be found out
     */
    public Isolation isolation(Path python) {
        Path program = real(python);
        synchronized (found) {
            Isolation known = found.get(program);
            if (known == null) {
                known = probe(python);
                found.put(program, known);
                log(program, known);
            }
            return known;
        }
    }

    /**
     * The beginning of a command line: what follows it runs confined in the folder {@code work}. The process ends when its
     * standard input does. Its exit status is that of the program, or one that {@link ExitStatus} knows.
     *
     * @param python an interpreter, whose environment the program may read
     * @param work the only folder that the program may write to; it is given to its user, and removed at
     *     the end
     * @param inputs folder of its inputs, which are given to its user, too, for reading; it may rewrite {@code config.json}
     * @param limit longest time
     */
    public List<String> commandLine(Path python, Path work, Path inputs, Duration limit, ProcessLimits limits) {
        ObjectNode attempt = MAPPER.createObjectNode();
        attempt.set("isolation", isolation(python).mechanisms());
        attempt.put("work", work.toString()).put("inputs", inputs.toString());
        ArrayNode read = attempt.putArray("read");
        options.readable().forEach(folder -> read.add(folder.toString()));
        attempt.set("networks", MAPPER.valueToTree(options.addresses().networksBesidesTheInternet()));
        attempt.put("loopback", options.addresses().loopbackAddresses());
        attempt.putObject("limits")
                .put("wall_seconds", limit.plus(SPARE).toSeconds())
                // One processor's time is bounded by the time above; these are all processors'.
                .put(
                        "cpu_seconds",
                        limit.plus(SPARE).toSeconds() * Runtime.getRuntime().availableProcessors())
                .put("memory", limits.memory())
                .put("file_size", limits.fileSize())
                .put("disk", limits.disk())
                .put("processes", limits.processes());
        List<String> line = supervisor(python, "run");
        line.add(attempt.toString());
        return line;
    }

    private Isolation probe(Path python) {
        if (!Files.isRegularFile(options.flows().resolve("dalgo_flows/sandbox/supervisor.py"))) {
            throw new ConfinementFailure("Connectors cannot be confined: " + options.flows()
                    + " has no package dalgo_flows, which has the sandbox");
        }
        List<String> line = supervisor(python, "probe");
        line.add(System.getProperty("java.io.tmpdir"));
        line.addAll(leftOut);
        ExternalProcess.Outcome outcome = ExternalProcess.run(PROBE, line);
        try {
            JsonNode answer = MAPPER.readTree(outcome.output());
            if (outcome.succeeded() && answer.path("isolation").isObject()) {
                return new Isolation(
                        answer.get("isolation"),
                        answer.path("words").asText(),
                        answer.path("confines").asBoolean(),
                        answer.path("private_memory").asBoolean());
            }
        } catch (JsonProcessingException e) {
            // Told below, with what it said instead.
        }
        throw new ConfinementFailure("Connectors cannot be confined: " + python
                + " could not find out what this machine offers: " + outcome.output());
    }

    /** By the Python that the environment was made of: what a package put into its environment runs confined only. */
    private List<String> supervisor(Path python, String mode) {
        return new ArrayList<>(List.of(
                real(python).toString(),
                "-I",
                "-S",
                "-c",
                SUPERVISOR,
                options.flows().toString(),
                mode));
    }

    private static void log(Path program, Isolation isolation) {
        if (isolation.confines()) {
            LOG.infof("Connectors of %s are confined by: %s", program, isolation.words());
        } else {
            LOG.warnf(
                    "Connectors of %s are not confined (%s): this machine offers neither an own user nor namespaces nor"
                            + " Landlock, so that a connector reads what this process can read. Install bubblewrap, or use a"
                            + " kernel with Landlock; only run connectors that you would run yourself",
                    program, isolation.words());
        }
        if (!isolation.mechanisms().path("addresses").asBoolean()) {
            LOG.warn("Connectors reach every address: this machine offers no filter of addresses");
        }
    }

    private static Path real(Path python) {
        try {
            return python.toRealPath();
        } catch (IOException e) {
            return python.toAbsolutePath();
        }
    }

    /** A script of this room. */
    public static String resource(String name) {
        try (InputStream in = Confinement.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name + " cannot be read", e);
        }
    }
}
