package org.dalgo.light.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dalgo.light.TestConfinement;
import org.dalgo.light.environment.EnvironmentOptions;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.light.protocol.ConnectorLog;
import org.dalgo.light.protocol.Message;
import org.dalgo.light.registry.ConnectorPackage;
import org.dalgo.light.registry.ConnectorPackages;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Airbyte's own Faker and File, from PyPI; their environments outlive {@code target}. */
class RealConnectorsTest {

    private static final ConnectorPackages PACKAGES = ConnectorPackages.load();

    @TempDir
    static Path folder;

    private static Path readable;
    private static Connectors connectors;

    @BeforeAll
    static void confine() throws Exception {
        readable = Files.createDirectory(folder.resolve("readable"));
        connectors = new Connectors(
                EnvironmentOptions.in(TestServers.CACHE.resolve("connectors")),
                ConnectorLimits.usual(),
                TestConfinement.reading(readable));
    }

    @Test
    void fakerGivesTheSamePeopleForTheSameSeedAndItsState() {
        ConnectorPackage faker = PACKAGES.ofImage("airbyte/source-faker").orElseThrow();
        ObjectNode config = object().put("count", 40).put("seed", 7).put("parallelism", 1);

        JsonNode streams =
                connectors.discover(faker, config, ConnectorLog.none()).get("streams");
        List<Message> messages = read(faker, config, streams);

        assertThat(streams)
                .extracting(stream -> stream.get("name").asText())
                .containsExactlyInAnyOrder("users", "purchases", "products");
        assertThat(rows(messages, "users")).hasSize(40);
        assertThat(messages)
                .filteredOn(Message.State.class::isInstance)
                .extracting(state -> ((Message.State) state)
                        .state()
                        .at("/stream/stream_descriptor/name")
                        .asText())
                .contains("users", "purchases", "products");
        assertThat(messages).contains(new Message.StreamStatus("users", "", "COMPLETE"));
    }

    @Test
    void fileReadsWhatItsReaderOptionsSay() throws Exception {
        ConnectorPackage file = PACKAGES.ofImage("airbyte/source-file").orElseThrow();
        Path csv = Files.write(
                readable.resolve("people.csv"),
                "skipped\nName;Größe;Datum\nMüller;1,5;2024-01-02\n\"a\nb\";2,5;\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        ObjectNode config = object().put("dataset_name", "people")
                .put("format", "csv")
                .put(
                        "reader_options",
                        "{\"sep\": \";\", \"encoding\": \"latin-1\", \"skiprows\": 1, \"decimal\": \",\"}")
                .put("url", csv.toString());
        config.putObject("provider").put("storage", "local");

        Message.CheckOutcome outcome = connectors.check(file, config, ConnectorLog.none());
        JsonNode streams =
                connectors.discover(file, config, ConnectorLog.none()).get("streams");
        List<ObjectNode> rows = rows(read(file, config, streams), "people");

        assertThat(outcome.works()).as(outcome.message()).isTrue();
        assertThat(streams.get(0).at("/json_schema/properties/Größe/type").toString())
                .contains("number");
        assertThat(rows).extracting(row -> row.get("Name").asText()).containsExactly("Müller", "a\nb");
        assertThat(rows.get(1).get("Größe").asDouble()).isEqualTo(2.5);
        assertThat(rows.get(1).get("Datum").isNull()).isTrue();

        config.put("url", config.get("url").asText() + ".missing");
        assertThat(connectors.check(file, config, ConnectorLog.none()).works()).isFalse();
    }

    private static List<Message> read(ConnectorPackage connector, ObjectNode config, JsonNode streams) {
        ObjectNode catalog = object();
        streams.forEach(stream -> {
            ObjectNode element = catalog.withArray("streams").addObject();
            element.set("stream", stream);
            element.put("sync_mode", "full_refresh").put("destination_sync_mode", "overwrite");
        });
        List<Message> messages = new ArrayList<>();
        try (ConnectorRead read = connectors.read(connector, config, catalog, Optional.empty(), ConnectorLog.none())) {
            for (Optional<Message> next = read.next(); next.isPresent(); next = read.next()) {
                messages.add(next.get());
            }
        }
        return messages;
    }

    private static List<ObjectNode> rows(List<Message> messages, String stream) {
        return messages.stream()
                .filter(Message.Row.class::isInstance)
                .map(Message.Row.class::cast)
                .filter(row -> row.stream().equals(stream))
                .map(Message.Row::data)
                .toList();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
