package org.dalgo.light.confinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.dalgo.light.FakePackage;
import org.dalgo.light.TestConfinement;
import org.dalgo.light.connector.ConnectorRead;
import org.dalgo.light.connector.Connectors;
import org.dalgo.light.environment.ConnectorEnvironments;
import org.dalgo.light.environment.EnvironmentFailure;
import org.dalgo.light.environment.EnvironmentOptions;
import org.dalgo.light.protocol.ConnectorError;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.light.protocol.ConnectorLog;
import org.dalgo.light.protocol.Message;
import org.dalgo.platform.net.AddressPolicy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hostile connectors as real processes: by all that the machine offers, and by Landlock alone. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class ConfinementTest {

    private static final AddressPolicy LOCAL = new AddressPolicy(true, true, List.of());
    private static final int REFUSED = 13;
    private static final long MIB = 1 << 20;
    private static final ProcessLimits NARROW = new ProcessLimits(300 * MIB, 64 * MIB, 30 * MIB, 40);

    enum Mechanisms {
        EVERYTHING,
        LANDLOCK;

        Confinement of(AddressPolicy addresses, Path... readable) {
            return new Confinement(
                    TestConfinement.options(addresses, readable),
                    this == EVERYTHING ? List.of() : List.of("bubblewrap", "own_user"));
        }
    }

    @TempDir
    static Path folder;

    private static Path readable;
    private static EnvironmentOptions options;
    private static Path python;

    @BeforeAll
    static void install() throws Exception {
        readable = Files.createDirectory(folder.resolve("readable"));
        Files.writeString(readable.resolve("data.csv"), "a,b");
        options = new EnvironmentOptions(
                folder.resolve("connectors"),
                Duration.ofMinutes(2),
                List.of("python3"),
                FakePackage.writeTo(folder),
                false);
        python = new ConnectorEnvironments(options, ConnectorLimits.usual(), TestConfinement.reading())
                .of(FakePackage.FAKE, line -> {})
                .python();
    }

    /** The tests below leave out what a machine lacks; one that lacks everything would prove nothing. */
    @Test
    void thisMachineConfines() {
        Isolation isolation = Mechanisms.EVERYTHING.of(LOCAL).isolation(python);

        assertThat(isolation.confines()).as(isolation.words()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void itReadsNeitherTheSystemNorUsNorAnotherAttempt(Mechanisms mechanisms) {
        Connectors connectors = connectors(mechanisms.of(LOCAL, readable), ProcessLimits.usual());
        try (ConnectorRead other = read(connectors, config("endless"))) {
            ObjectNode row = ((Message.Row) other.next().orElseThrow()).data();
            Path ours = Path.of("/proc/" + ProcessHandle.current().pid());
            List<String> paths = List.of(
                    readable.resolve("data.csv").toString(),
                    row.get("config").asText(),
                    row.get("folder").asText(),
                    ours.resolve("environ").toString(),
                    ours.resolve("cwd/pom.xml").toString(),
                    Path.of("pom.xml").toAbsolutePath().toString(),
                    options.folder().resolve("airbyte-source-fake-1.0.lock").toString(),
                    System.getProperty("user.home"),
                    "/etc/passwd",
                    "/etc/shadow");
            ObjectNode config = with(config("reads"), "paths", paths);
            List<Message> messages = new ArrayList<>();

            ConnectorError error =
                    catchThrowableOfType(ConnectorError.class, () -> readAll(connectors, config, messages));

            assertThat(values(messages, "outcome").get(0)).isEqualTo("read");
            assertThat(values(messages, "outcome").subList(1, paths.size())).containsOnly("refused");
            assertThat(error).hasMessage("The connector ended with status 1");
            assertThat(error.internal()).contains("Error: [Errno ").endsWith("'/etc/shadow'");
        }
        assertWorks(connectors);
    }

    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void itWritesToItsOwnFolderOnly(Mechanisms mechanisms) {
        Connectors connectors = connectors(mechanisms.of(LOCAL, readable), ProcessLimits.usual());
        try (ConnectorRead other = read(connectors, config("endless"))) {
            ObjectNode row = ((Message.Row) other.next().orElseThrow()).data();
            String name = "planted-" + UUID.randomUUID();
            List<String> paths = List.of(
                    "inside",
                    Path.of(row.get("folder").asText(), name).toString(),
                    readable.resolve(name).toString(),
                    python.resolveSibling(name).toString(),
                    Path.of(System.getProperty("user.home"), name).toString(),
                    Path.of("src/main/python", name).toAbsolutePath().toString(),
                    "/etc/" + name,
                    "/usr/" + name);
            ObjectNode config = with(config("writes"), "paths", paths);
            List<Message> messages = new ArrayList<>();

            ConnectorError error =
                    catchThrowableOfType(ConnectorError.class, () -> readAll(connectors, config, messages));

            assertThat(values(messages, "outcome").get(0)).isEqualTo("written");
            assertThat(values(messages, "outcome").subList(1, paths.size())).containsOnly("refused");
            assertThat(error).hasMessage("The connector ended with status 1");
            assertThat(error.internal()).endsWith("'/usr/" + name + "'");
            assertThat(paths.subList(1, paths.size()))
                    .allSatisfy(path -> assertThat(Path.of(path)).doesNotExist());
        }
        assertWorks(connectors);
    }

    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void itReachesTheAddressesOfThePolicyOnly(Mechanisms mechanisms) throws Exception {
        Confinement closed = mechanisms.of(AddressPolicy.PUBLIC_ONLY);
        assumeTrue(
                closed.isolation(python).mechanisms().path("addresses").asBoolean(),
                "this machine has no filter of addresses");
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            List<String> hosts = List.of("127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "fd00:ec2::254");
            ObjectNode config = with(config("connects"), "hosts", hosts).put("port", server.getLocalPort());
            List<Message> refused = new ArrayList<>();
            List<Message> allowed = new ArrayList<>();

            readAll(connectors(closed, ProcessLimits.usual()), config, refused);
            readAll(connectors(mechanisms.of(LOCAL), ProcessLimits.usual()), config, allowed);

            assertThat(errors(refused)).containsExactly(REFUSED, REFUSED, REFUSED, REFUSED);
            assertThat(errors(allowed)).containsExactly(0, 0, REFUSED, REFUSED);
        }
    }

    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void forkingWithoutEndEndsTheAttempt(Mechanisms mechanisms) {
        assertEnds(mechanisms, config("forks"), "The connector started more than 40 processes and was ended");
    }

    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void allocatingWithoutEndEndsTheAttempt(Mechanisms mechanisms) {
        String words = "The connector wanted more than 300 MiB of memory and was ended";
        assertEnds(mechanisms, config("allocates"), words);
        assertEnds(mechanisms, config("allocates_in_many").put("mebibytes", 100), words);
    }

    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void aLargeFileAndManyFilesEndTheAttempt(Mechanisms mechanisms) {
        assertEnds(mechanisms, config("a_large_file"), "The connector wrote a file of more than 64 MiB and was ended");
        assertEnds(mechanisms, config("many_files"), "The connector wrote more than 30 MiB and was ended");
        assertEnds(mechanisms, config("hidden_files"), "The connector wrote more than 30 MiB and was ended");
    }

    /** The supervisor is not confined, so that it must not be what a package may have put into its environment. */
    @Test
    void theSupervisorRunsByThePythonThatTheEnvironmentIsMadeOf() throws Exception {
        List<String> line = Mechanisms.EVERYTHING
                .of(LOCAL)
                .commandLine(python, folder, folder, Duration.ofMinutes(1), ProcessLimits.usual());

        assertThat(line.get(0)).isEqualTo(python.toRealPath().toString()).isNotEqualTo(python.toString());
    }

    /** The caller deletes the inputs by their paths, meanwhile. */
    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void itRewritesItsConfigurationAndNothingElseOfItsInputs(Mechanisms mechanisms) {
        List<Message> messages = new ArrayList<>();

        readAll(connectors(mechanisms.of(LOCAL), ProcessLimits.usual()), config("migrates"), messages);

        assertThat(values(messages, "behave")).containsExactly("migrated");
        assertThat(values(messages, "catalog")).containsExactly("true");
        assertThat(values(messages, "refused")).containsExactly("remove create rename");
    }

    /** The kernel closes the pipes of a caller that was killed. */
    @ParameterizedTest
    @EnumSource(Mechanisms.class)
    void itEndsWithItsCallerAndLeavesNoFolder(Mechanisms mechanisms) throws Exception {
        Confinement confinement = mechanisms.of(LOCAL);
        assumeTrue(confinement.isolation(python).confines(), "this machine does not offer the mechanism");
        Path work = Files.createTempDirectory("confined-");
        Path inputs = Files.createTempDirectory("confined-");
        Files.writeString(inputs.resolve("config.json"), "{}");
        List<String> line = new ArrayList<>(
                confinement.commandLine(python, work, inputs, Duration.ofMinutes(1), ProcessLimits.usual()));
        String script = "import time; print('begun', flush=True); time.sleep(1000)";
        line.addAll(List.of(python.toString(), "-c", script, work.toString()));
        Process process = new ProcessBuilder(line).directory(work.toFile()).start();
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        assertThat(running(work)).isPositive();

        process.getOutputStream().close();

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(running(work)).isZero();
        assertThat(work).doesNotExist();
        assertThat(inputs).doesNotExist();
    }

    @Test
    void withoutTheFlowsNothingRuns() {
        Confinement nowhere = new Confinement(new ConfinementOptions(folder, List.of(), LOCAL));

        assertThatThrownBy(() -> new ConnectorEnvironments(options, ConnectorLimits.usual(), nowhere)
                        .of(FakePackage.FAKE, line -> {}))
                .isInstanceOf(EnvironmentFailure.class)
                .hasMessage("Connectors cannot be confined: " + folder
                        + " has no package dalgo_flows, which has the sandbox");
    }

    /** The program, and the supervisor where its longer command line is shown. */
    private static long running(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("time.sleep(1000) " + folder))
                .count();
    }

    private static void assertEnds(Mechanisms mechanisms, ObjectNode config, String words) {
        Connectors connectors = connectors(mechanisms.of(LOCAL), NARROW);

        assertThatThrownBy(() -> readAll(connectors, config, new ArrayList<>()))
                .isInstanceOf(ConnectorError.class)
                .hasMessage(words);

        assertWorks(connectors);
    }

    private static void assertWorks(Connectors connectors) {
        ObjectNode right = JsonNodeFactory.instance.objectNode().put("password", "right");
        assertThat(connectors
                        .check(FakePackage.FAKE, right, ConnectorLog.none())
                        .works())
                .isTrue();
    }

    private static Connectors connectors(Confinement confinement, ProcessLimits limits) {
        assumeTrue(confinement.isolation(python).confines(), "this machine does not offer the mechanism");
        Duration minute = Duration.ofMinutes(1);
        return new Connectors(
                options, new ConnectorLimits(minute, minute, minute, 16 * 1024 * 1024, limits), confinement);
    }

    private static void readAll(Connectors connectors, ObjectNode config, List<Message> messages) {
        try (ConnectorRead read = read(connectors, config)) {
            for (Optional<Message> next = read.next(); next.isPresent(); next = read.next()) {
                messages.add(next.get());
            }
        }
    }

    private static ConnectorRead read(Connectors connectors, ObjectNode config) {
        ObjectNode catalog = JsonNodeFactory.instance.objectNode();
        catalog.putArray("streams").addObject().putObject("stream").put("name", "people");
        return connectors.read(FakePackage.FAKE, config, catalog, Optional.empty(), ConnectorLog.none());
    }

    private static ObjectNode config(String behaviour) {
        return JsonNodeFactory.instance.objectNode().put("behave", behaviour);
    }

    private static ObjectNode with(ObjectNode config, String name, List<String> values) {
        ArrayNode array = config.putArray(name);
        values.forEach(array::add);
        return config;
    }

    private static List<String> values(List<Message> messages, String field) {
        return messages.stream()
                .filter(Message.Row.class::isInstance)
                .map(row -> ((Message.Row) row).data().get(field).asText())
                .toList();
    }

    private static List<Integer> errors(List<Message> messages) {
        return values(messages, "error").stream().map(Integer::valueOf).toList();
    }
}
