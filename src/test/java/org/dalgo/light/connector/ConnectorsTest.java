package org.dalgo.light.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dalgo.light.FakePackage;
import org.dalgo.light.TestConfinement;
import org.dalgo.light.confinement.Confinement;
import org.dalgo.light.confinement.ProcessLimits;
import org.dalgo.light.environment.EnvironmentOptions;
import org.dalgo.light.protocol.ConnectorError;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.light.protocol.ConnectorLog;
import org.dalgo.light.protocol.Message;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connectors that misbehave, as real processes. */
@Timeout(60)
class ConnectorsTest {

    private static final int LINE = 16 * 1024 * 1024;
    private static final String SECRET = "s3cr3t \"quoted\" words";

    @TempDir
    static Path folder;

    private static final Confinement CONFINEMENT = TestConfinement.reading();
    private static EnvironmentOptions options;

    @BeforeAll
    static void install() {
        options = new EnvironmentOptions(
                folder.resolve("connectors"),
                Duration.ofMinutes(2),
                List.of("python3"),
                FakePackage.writeTo(folder),
                false);
    }

    @Test
    void aCheckTellsWhyNotAndMasksSecrets() {
        ObjectNode wrong = JsonNodeFactory.instance.objectNode().put("password", "wr0ng-one");
        ObjectNode right = JsonNodeFactory.instance.objectNode().put("password", "right");

        assertThat(connectors().check(FakePackage.FAKE, right, ConnectorLog.none()))
                .isEqualTo(new Message.CheckOutcome(true, ""));
        assertThat(connectors().check(FakePackage.FAKE, wrong, ConnectorLog.none()))
                .isEqualTo(new Message.CheckOutcome(false, "refused ****"));
    }

    @Test
    void whatIsNoMessageIsALineOfTheLog() {
        List<Message> messages = readAll("garbage");

        assertThat(messages)
                .filteredOn(Message.Log.class::isInstance)
                .extracting(log -> ((Message.Log) log).text())
                .containsExactly("Welcome to this library!", "{not json}", "{\"type\": 7}");
        assertThat(messages.get(messages.size() - 1)).isInstanceOf(Message.Row.class);
    }

    @Test
    void secretsAreInNoLineAndNoMessage() {
        List<Message> messages = new ArrayList<>();

        ConnectorError error =
                catchThrowableOfType(ConnectorError.class, () -> readAll("secrets", ConnectorLimits.usual(), messages));

        assertThat(error).hasMessage("wrong: ****");
        assertThat(error.internal()).isEqualTo("at ****\nline 1");
        assertThat(error.kind()).isEqualTo(ConnectorError.Kind.CONFIGURATION);
        assertThat(messages)
                .filteredOn(Message.Log.class::isInstance)
                .extracting(log -> ((Message.Log) log).text())
                .contains("signing in with ****", "plain ****", "to stderr ****", "{\"inside json\": \"****\"}");
    }

    @Test
    void itGetsNoEnvironmentOfOursAndItsConfigurationIsGoneOnceRead() {
        List<Message> messages = readAll("environment");

        ObjectNode first = ((Message.Row) messages.get(0)).data();
        assertThat(first.get("variables"))
                .extracting(name -> name.asText())
                .contains("HOME", "LANG", "PATH", "TMPDIR")
                .isSubsetOf("HOME", "LANG", "PATH", "TMPDIR", "LC_CTYPE", "__CF_USER_TEXT_ENCODING");
        assertThat(first.get("mode").asText()).isEqualTo("0o600");
        // Of a connector with a user of its own the folder is not, and it sees no list of it.
        assertThat(first.get("folder").asText()).isEqualTo(hasOwnUser() ? "0o711" : "0o700");
        assertThat(((Message.Row) messages.get(1)).data().get("gone").asBoolean())
                .isTrue();
        assertThat(Path.of(first.get("config").asText()).getParent()).doesNotExist();
    }

    @Test
    void aLineOfFiftyMegabytesEndsTheAttempt() {
        assertThatThrownBy(() -> readAll("long_line"))
                .isInstanceOf(ConnectorError.class)
                .hasMessage("The connector wrote a line of more than 16 MiB; the attempt was ended");
    }

    @Test
    void aKilledOneIsTold() {
        ConnectorError error = catchThrowableOfType(ConnectorError.class, () -> readAll("killed"));

        assertThat(error).hasMessageContaining("killed (status 137)").hasMessageContaining("memory");
        assertThat(error.internal()).isEqualTo("so much memory");
    }

    @Test
    void aCrashIsToldWithItsLastLines() {
        ConnectorError error = catchThrowableOfType(ConnectorError.class, () -> readAll("crash"));

        assertThat(error).hasMessage("The connector ended with status 1");
        assertThat(error.kind()).isEqualTo(ConnectorError.Kind.SYSTEM);
        assertThat(error.internal()).endsWith("ValueError: nobody thought of this: ****");
    }

    @Test
    void oneThatNeverEndsIsEndedWithWhatItStarted() {
        ConnectorLimits short1 = new ConnectorLimits(
                Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofMinutes(1), LINE, ProcessLimits.usual());
        List<Message> messages = new ArrayList<>();

        assertThatThrownBy(() -> readAll("endless", short1, messages))
                .isInstanceOf(ConnectorError.class)
                .hasMessage("The connector did not end within 2.0 seconds and was ended");

        assertGone(messages);
    }

    @Test
    void oneThatFallsSilentIsEnded() {
        ConnectorLimits silent = new ConnectorLimits(
                Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(1), LINE, ProcessLimits.usual());

        assertThatThrownBy(() -> readAll("endless", silent, new ArrayList<>()))
                .isInstanceOf(ConnectorError.class)
                .hasMessage("The connector said nothing for 1.0 seconds and was ended");
    }

    @Test
    void killingEndsTheWholeSession() {
        List<Message> messages = new ArrayList<>();
        try (ConnectorRead read = read("endless", ConnectorLimits.usual())) {
            messages.add(read.next().orElseThrow());
            await().atMost(Duration.ofSeconds(10)).until(() -> connectorAndChild(messages), count -> count == 2);

            read.kill();

            assertThatThrownBy(read::next).isInstanceOf(ConnectorError.class).hasMessage("The attempt was ended");
        }
        assertGone(messages);
    }

    @Test
    void itWaitsWhileNobodyTakesWhatItSays() throws Exception {
        try (ConnectorRead read = read("flood", ConnectorLimits.usual())) {
            Message.Row first = (Message.Row) read.next().orElseThrow();
            Path counter = Path.of(first.data().get("counter").asText());

            await().atMost(Duration.ofSeconds(20))
                    .during(Duration.ofSeconds(1))
                    .until(() -> Integer.parseInt("0" + Files.readString(counter)) < 10);
        }
    }

    @Test
    void numbersThatAreNoneOrLongArriveWithTheirRow() {
        ObjectNode row = ((Message.Row) readAll("numbers").get(0)).data();

        assertThat(row.get("a").asText()).isEqualTo("NaN");
        assertThat(row.get("b").asText()).isEqualTo("-Infinity");
        assertThat(row.get("c").asText()).hasSize(5000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50 %{\"type\": \"RECORD\", \"record\": {\"stream\": \"people\", \"data\": {\"id\": \"private\"}}}",
                "{\"type\" : \"RECORD\", \"record\": {\"stream\": \"people\", \"data\": {\"id\": \"private\"",
                "{\"type\":\"RECORD\",\"record\":{\"stream\":\"people\",\"data\":{}}} private"
            })
    void aRecordThatCannotBeReadEndsTheAttemptAndIsInNoLog(String line) {
        List<Message> messages = new ArrayList<>();
        ObjectNode config = config("unreadable").put("line", line);

        ConnectorError error =
                catchThrowableOfType(ConnectorError.class, () -> readAll(config, ConnectorLimits.usual(), messages));

        assertThat(error).hasMessage("The connector wrote a record that cannot be read; the attempt was ended");
        assertThat(error.internal()).isEmpty();
        assertThat(messages).hasSize(1).allMatch(Message.Row.class::isInstance);
    }

    @Test
    void anEndWithinARecordIsAFailureUnlessTheStatusIsOne() {
        ObjectNode config = config("cut_off");

        assertThatThrownBy(() -> readAll(config, ConnectorLimits.usual(), new ArrayList<>()))
                .isInstanceOf(ConnectorError.class)
                .hasMessage("The connector ended within a record");
        config.put("status", 3);
        assertThatThrownBy(() -> readAll(config, ConnectorLimits.usual(), new ArrayList<>()))
                .isInstanceOf(ConnectorError.class)
                .hasMessage("The connector ended with status 3");
    }

    @Test
    void rowsOfAStreamThatNobodyChoseAreLeftOutAndReportedOnce() {
        List<Message> messages = readAll("strangers");

        assertThat(messages).hasSize(2);
        assertThat(((Message.Log) messages.get(0)).text()).contains("nobody chose, a stream that is not selected");
        assertThat(((Message.Row) messages.get(1)).data().get("id").asInt()).isEqualTo(2);
    }

    private static void assertGone(List<Message> messages) {
        await().atMost(Duration.ofSeconds(10)).until(() -> running(messages), count -> count == 0);
    }

    /** Processes of the attempt: its configuration's path is in the command line of each. Their numbers are its own. */
    private static long running(List<Message> messages) {
        return commandLines(messages).count();
    }

    /** Those of the attempt without what confines them, which names the path as well. */
    private static long connectorAndChild(List<Message> messages) {
        return commandLines(messages)
                .filter(line -> !line.contains("dalgo_flows"))
                .count();
    }

    private static Stream<String> commandLines(List<Message> messages) {
        String path = ((Message.Row) messages.get(0)).data().get("config").asText();
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(path));
    }

    private static boolean hasOwnUser() {
        Path python = options.folder().resolve("airbyte-source-fake-1.0/bin/python");
        return CONFINEMENT.isolation(python).mechanisms().path("own_user").asBoolean();
    }

    private static Connectors connectors() {
        return new Connectors(options, ConnectorLimits.usual(), CONFINEMENT);
    }

    private static List<Message> readAll(String behaviour) {
        List<Message> messages = new ArrayList<>();
        readAll(behaviour, ConnectorLimits.usual(), messages);
        return messages;
    }

    private static void readAll(String behaviour, ConnectorLimits limits, List<Message> messages) {
        readAll(config(behaviour), limits, messages);
    }

    private static void readAll(ObjectNode config, ConnectorLimits limits, List<Message> messages) {
        try (ConnectorRead read = read(config, limits)) {
            for (Optional<Message> next = read.next(); next.isPresent(); next = read.next()) {
                messages.add(next.get());
            }
        }
    }

    private static ObjectNode config(String behaviour) {
        ObjectNode config =
                JsonNodeFactory.instance.objectNode().put("behave", behaviour).put("password", SECRET);
        config.putObject("nested").put("token", "t0ken/with/slashes");
        return config;
    }

    private static ConnectorRead read(String behaviour, ConnectorLimits limits) {
        return read(config(behaviour), limits);
    }

    private static ConnectorRead read(ObjectNode config, ConnectorLimits limits) {
        ObjectNode catalog = JsonNodeFactory.instance.objectNode();
        catalog.putArray("streams").addObject().putObject("stream").put("name", "people");
        return new Connectors(options, limits, CONFINEMENT)
                .read(FakePackage.FAKE, config, catalog, Optional.empty(), ConnectorLog.none());
    }
}
