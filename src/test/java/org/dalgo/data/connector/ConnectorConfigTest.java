package org.dalgo.data.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectorConfigTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SPECIFICATION =
            """
            {"$schema": "https://json-schema.org/no-such-dialect#", "type": "object", "required": ["host", "port"],
             "properties": {
               "host": {"title": "Host", "type": "string"},
               "port": {"title": "Port", "type": "integer", "minimum": 1, "maximum": 65535},
               "password": {"title": "Password", "type": "string", "airbyte_secret": true, "pattern": "^[a-z]+$"},
               "start": {"title": "Start date", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$",
                         "pattern_descriptor": "YYYY-MM"},
               "reader_options": {"title": "Reader options", "type": "string"},
               "delimiter": {"title": "Delimiter", "type": "string", "default": ","},
               "format": {"title": "Format", "type": "string", "enum": ["csv", "json"]},
               "schemas": {"title": "Schemas", "type": "array", "items": {"type": "string"}},
               "streams": {"title": "Streams", "type": "array", "items": {"type": "object", "required": ["name"],
                 "properties": {"name": {"title": "Stream name", "type": "string"}, "glob": {"type": "string"}}}},
               "slow": {"title": "Slow", "type": "string", "pattern": "^(a+)+$"},
               "ahead": {"title": "Ahead", "type": "string", "pattern": "^(?=x)y$"},
               "tunnel": {"title": "Tunnel", "type": "object", "oneOf": [
                 {"title": "No tunnel", "required": ["method"],
                  "properties": {"method": {"type": "string", "const": "NONE"}}},
                 {"title": "Password", "required": ["method", "user"], "properties": {
                    "method": {"type": "string", "const": "PASSWORD"}, "user": {"title": "SSH user", "type": "string"},
                    "port": {"title": "SSH port", "type": "integer"}, "note": {"type": "string"}}}]}}}
            """;

    @Test
    void blankFieldsAreLeftOutAtEveryDepth() {
        assertThat(
                        complete(
                                """
                        {"host": "db.test", "port": 1, "reader_options": "", "password": "  ", "start": null, "unknown": "",
                         "delimiter": " ", "schemas": ["public", ""], "streams": [{"name": "a", "glob": ""}],
                         "tunnel": {"method": "PASSWORD", "user": "u", "note": " "}}
                        """))
                .isEqualTo(
                        json(
                                """
                        {"host": "db.test", "port": 1, "delimiter": " ", "schemas": ["public"], "streams": [{"name": "a"}],
                         "tunnel": {"method": "PASSWORD", "user": "u"}}
                        """));
        assertThat(complete("{\"host\": \"h\", \"port\": 1, \"schemas\": [\"\"], \"tunnel\": {\"method\": \"\"}}"))
                .isEqualTo(json("{\"host\": \"h\", \"port\": 1}"));
        assertThat(complete("{\"host\": \"h\", \"port\": 1, \"schemas\": [], \"delimiter\": \"\"}"))
                .isEqualTo(json("{\"host\": \"h\", \"port\": 1, \"schemas\": []}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "port": 1 | Host is missing.
                    "host": "", "port": 1 | Host is missing.
                    "host": null, "port": null | Host is missing. Port is missing.
                    "host": "h", "port": "5432" | Port must be a whole number.
                    "host": "h", "port": 70000 | Port must be at most 65535.
                    "host": "h", "port": 1, "format": "xml" | Format must be one of csv, json.
                    "host": "h", "port": 1, "start": "today" | Start date (start) must look like YYYY-MM.
                    "host": "h", "port": 1, "reader_options": {} | Reader options (reader_options) must be a text.
                    "host": "h", "port": 1, "streams": [{"glob": "x"}] | Stream name (streams.0.name) is missing.
                    "host": "h", "port": 1, "tunnel": {"method": "PASSWORD", "user": ""} | SSH user (tunnel.user) is missing.
                    "host": "h", "port": 1, "tunnel": {"method": "PASSWORD", "user": "u", "port": "x"} | SSH port (tunnel.port) must be a whole number.
                    "host": "h", "port": 1, "tunnel": {"method": "CARRIER PIGEON"} | Tunnel: choose one of the options.
                    """)
    void aViolationIsNamedByTheTitleOfItsField(String fields, String message) {
        assertThatThrownBy(() -> complete("{" + fields + "}"))
                .isInstanceOf(Failure.class)
                .hasMessage(message);
    }

    @Test
    void theSecretThatIsStoredMayStayBehindItsMask() {
        String masked = "{\"host\": \"h\", \"port\": 1, \"password\": \"**********\"}";
        assertThat(complete(masked)).isEqualTo(json(masked));
        assertThatThrownBy(() -> complete("{\"host\": \"h\", \"port\": 1, \"password\": \"HUSH\"}"))
                .hasMessageContaining("Password")
                .hasMessageNotContaining("HUSH");
    }

    @Test
    void noPatternOfASpecificationBacktracks() {
        String config = "{\"host\": \"h\", \"port\": 1, \"slow\": \"" + "a".repeat(50_000) + "!\"}";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThatThrownBy(() -> complete(config))
                .hasMessageContaining("Slow"));
        assertThat(complete("{\"host\": \"h\", \"port\": 1, \"ahead\": \"anything\"}"))
                .isNotNull();
    }

    @Test
    void aSpecificationThatCannotBeReadJudgesNothing() {
        ObjectNode odd =
                json("{\"type\": \"object\", \"properties\": {\"a\": {\"$ref\": \"http://127.0.0.1:1/none\"}}}");
        assertThat(ConnectorConfig.complete(odd, json("{\"a\": 1}"))).isEqualTo(json("{\"a\": 1}"));
    }

    /** The published specifications of the sandbox, each with the configuration of its own defaults. */
    @Test
    void aFormOfBlanksAndDefaultsIsRefusedForWhatIsRequiredOnly() throws IOException {
        for (String file : List.of("sources.json", "destinations.json")) {
            try (InputStream stream = getClass().getResourceAsStream("/sandbox/airbyte/" + file)) {
                for (JsonNode connector : JSON.readTree(stream)) {
                    ObjectNode blank = JSON.createObjectNode();
                    connector.at("/spec/properties").properties().forEach(field -> {
                        JsonNode schema = field.getValue();
                        if (schema.path("type").asText().equals("string")) {
                            blank.put(field.getKey(), "");
                        }
                    });
                    if (connector.at("/spec/required").isEmpty()) {
                        assertThat(ConnectorConfig.complete(connector.get("spec"), blank))
                                .isEmpty();
                    } else {
                        assertThatThrownBy(() -> ConnectorConfig.complete(connector.get("spec"), blank))
                                .as(connector.at("/definition/name").asText())
                                .hasMessageContaining("is missing.")
                                .hasMessageNotContaining("must");
                    }
                }
            }
        }
    }

    private static ObjectNode complete(String config) {
        return ConnectorConfig.complete(json(SPECIFICATION), json(config));
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
