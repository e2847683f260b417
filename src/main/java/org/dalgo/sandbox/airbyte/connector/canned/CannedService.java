package org.dalgo.sandbox.airbyte.connector.canned;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;
import org.dalgo.sandbox.airbyte.connector.ConnectorCheckResult;
import org.dalgo.sandbox.airbyte.connector.StreamByStreamConnector;
import org.dalgo.sandbox.airbyte.model.AirbyteStreamBuilder;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Services that cannot be reached from a laptop: a plausible answer and a few fixed records. */
public final class CannedService extends StreamByStreamConnector {

    private static final int RECORDS = 120;

    @Override
    public ConnectorCheckResult check(ObjectNode config) {
        if (config.path("spreadsheet_id").asText().contains("denied")) {
            return ConnectorCheckResult.failure(
                    "The authenticated Google account does not have permission to view the spreadsheet");
        }
        JsonNode key = config.path("credentials").path("service_account_info");
        if (!key.isMissingNode() && !isJson(key.asText())) {
            return ConnectorCheckResult.failure("The service account key is not valid JSON");
        }
        if (config.path("username").asText().equals("bad")
                || config.path("password").asText().equals("wrong")) {
            return ConnectorCheckResult.failure("The service refused the user name or the password");
        }
        return ConnectorCheckResult.success();
    }

    @Override
    public ArrayNode discover(ObjectNode config) {
        return SandboxJson.array(
                List.of("responses", "locations").stream().map(name -> new AirbyteStreamBuilder(name, null)
                        .column("id", "integer")
                        .column("name", "string")
                        .column("submitted_on", "date")
                        .column("score", "number")
                        .key(List.of("id"))
                        .build()));
    }

    @Override
    protected Records read(ObjectNode config, ConfiguredStream stream, JsonNode state) {
        var records = IntStream.rangeClosed(1, RECORDS)
                .mapToObj(id -> SandboxJson.object()
                        .put("id", id)
                        .put("name", stream.name() + " " + id)
                        .put("submitted_on", "2024-%02d-%02d".formatted(1 + id % 12, 1 + id % 28))
                        .put("score", id / 4.0))
                .iterator();
        return new RecordList(records, () -> null);
    }

    static boolean isJson(String text) {
        try {
            return SandboxJson.MAPPER.readTree(text).isObject();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return false;
        }
    }
}
