package org.dalgo.sandbox.airbyte.connector.canned;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dalgo.sandbox.airbyte.connector.ConnectorCheckResult;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.StreamByStreamConnector;
import org.dalgo.sandbox.airbyte.model.AirbyteStreamBuilder;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** One CSV, JSON or JSONL file from {@code http(s)://}, {@code file://} or a local path. */
public final class CannedFile extends StreamByStreamConnector {

    private static final Set<String> FORMATS = Set.of("csv", "json", "jsonl");
    private static final Set<String> STORAGES = Set.of("HTTPS", "local");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    @Override
    public ConnectorCheckResult check(ObjectNode config) {
        try {
            fetch(config);
            return ConnectorCheckResult.success();
        } catch (ConnectorFailure e) {
            return ConnectorCheckResult.failure(e.getMessage());
        }
    }

    @Override
    public ArrayNode discover(ObjectNode config) {
        AirbyteStreamBuilder stream =
                new AirbyteStreamBuilder(config.path("dataset_name").asText(), null);
        ColumnTypeInference.infer(records(config)).forEach(stream::column);
        return SandboxJson.array().add(stream.build());
    }

    @Override
    protected Records read(ObjectNode config, ConfiguredStream stream, JsonNode state) {
        if (config.path("dataset_name").asText().equals("fail_sync")) {
            throw ConnectorFailure.config(
                    SandboxActorType.SOURCE,
                    "The data set fail_sync cannot be read: its second line has too many columns");
        }
        List<ObjectNode> records = records(config);
        Map<String, String> columns = ColumnTypeInference.infer(records);
        records.forEach(record -> ColumnTypeInference.apply(columns, record));
        return new RecordList(records.iterator(), () -> null);
    }

    private List<ObjectNode> records(ObjectNode config) {
        String format = config.path("format").asText("csv");
        String text = fetch(config);
        try {
            return switch (format) {
                case "csv" -> csv(text, separator(config));
                case "jsonl" -> lines(text);
                default -> json(text);
            };
        } catch (JsonProcessingException e) {
            throw new ConnectorFailure(
                    SandboxActorType.SOURCE,
                    ConnectorFailure.Type.CONFIG_ERROR,
                    "The file is not valid " + format + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    private static List<ObjectNode> csv(String text, char separator) {
        List<List<String>> rows = CsvRows.read(text, separator);
        List<ObjectNode> records = new ArrayList<>();
        for (List<String> row : rows.subList(Math.min(1, rows.size()), rows.size())) {
            ObjectNode record = SandboxJson.object();
            for (int i = 0; i < rows.get(0).size(); i++) {
                String name = rows.get(0).get(i);
                record.put(name == null ? "Unnamed: " + i : name, i < row.size() ? row.get(i) : null);
            }
            records.add(record);
        }
        return records;
    }

    private static List<ObjectNode> lines(String text) throws JsonProcessingException {
        List<ObjectNode> records = new ArrayList<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            records.add(object(SandboxJson.MAPPER.readTree(line)));
        }
        return records;
    }

    private static List<ObjectNode> json(String text) throws JsonProcessingException {
        JsonNode root = SandboxJson.MAPPER.readTree(text);
        List<ObjectNode> records = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(item -> records.add(object(item)));
        } else {
            records.add(object(root));
        }
        return records;
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : SandboxJson.object().set("value", node);
    }

    private static char separator(ObjectNode config) {
        String options = SandboxJson.text(config, "reader_options");
        if (options == null) {
            return ',';
        }
        try {
            String separator = SandboxJson.MAPPER.readTree(options).path("sep").asText(",");
            return separator.isEmpty() ? ',' : separator.charAt(0);
        } catch (JsonProcessingException e) {
            throw ConnectorFailure.config(SandboxActorType.SOURCE, "reader_options is not a valid JSON text");
        }
    }

    private String fetch(ObjectNode config) {
        String format = config.path("format").asText("csv");
        String storage = config.path("provider").path("storage").asText("HTTPS");
        if (!FORMATS.contains(format) || !STORAGES.contains(storage)) {
            throw ConnectorFailure.config(
                    SandboxActorType.SOURCE,
                    "This Airbyte sandbox reads csv, json and jsonl files from the web or this machine");
        }
        String url = config.path("url").asText();
        try {
            byte[] content = url.startsWith("http://") || url.startsWith("https://")
                    ? download(url)
                    : Files.readAllBytes(url.startsWith("file:") ? Path.of(URI.create(url)) : Path.of(url));
            return new String(content, StandardCharsets.UTF_8);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConnectorFailure(
                    SandboxActorType.SOURCE,
                    e instanceof InvalidPathException
                            ? ConnectorFailure.Type.CONFIG_ERROR
                            : ConnectorFailure.Type.TRANSIENT_ERROR,
                    "Failed to load " + url + ": " + e.getClass().getSimpleName(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectorFailure(
                    SandboxActorType.SOURCE,
                    ConnectorFailure.Type.TRANSIENT_ERROR,
                    "Loading " + url + " was interrupted",
                    e);
        }
    }

    private byte[] download(String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) {
            throw ConnectorFailure.config(
                    SandboxActorType.SOURCE, "Failed to load " + url + ": HTTP " + response.statusCode());
        }
        return response.body();
    }
}
