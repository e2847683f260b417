package org.dalgo.sandbox.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.ingest.source.SourceDraft;
import org.dalgo.data.transform.project.DbtProjectDraft;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;

/** What a person would type to set up the demo. Definition ids are those of Airbyte's public connector registry. */
final class DemoDrafts {

    private static final UUID POSTGRES_DESTINATION = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");
    private static final UUID FAKER_SOURCE = UUID.fromString("dfd88b22-b603-4c3d-aad7-3701784586b1");
    private static final UUID FILE_SOURCE = UUID.fromString("778daa7c-feaf-4db6-96f3-70fd645acc77");

    /** Schema that Airbyte loads into; the dbt project's sources name it. */
    static final String LOADED = "staging";

    /** Schema that dbt writes to. */
    private static final String TRANSFORMED = "analytics";

    /**
     * A source with the connection that copies it.
     *
     * @param name of both
     */
    record Feed(String name, SourceDraft source, List<StreamConfiguration> streams) {}

    private final DemoConfig.Warehouse warehouse;
    private final URI beneficiaries;
    private final URI repository;

    DemoDrafts(DemoConfig.Warehouse warehouse, URI beneficiaries, URI repository) {
        this.warehouse = warehouse;
        this.beneficiaries = beneficiaries;
        this.repository = repository;
    }

    WarehouseDraft warehouse() {
        ObjectNode config = object().put("host", warehouse.host())
                .put("port", warehouse.port())
                .put("database", warehouse.database())
                .put("schema", LOADED)
                .put("username", warehouse.username())
                .put("password", warehouse.password());
        config.putObject("ssl_mode").put("mode", "disable");
        config.putObject("tunnel_method").put("tunnel_method", "NO_TUNNEL");
        return new WarehouseDraft("Demo warehouse", WarehouseType.POSTGRES, POSTGRES_DESTINATION, config);
    }

    List<Feed> feeds() {
        return List.of(register(), supporters());
    }

    DbtProjectDraft project() {
        return new DbtProjectDraft(repository.toString(), Optional.empty(), TRANSFORMED);
    }

    private Feed register() {
        boolean isFile = "file".equals(beneficiaries.getScheme());
        ObjectNode config = object().put("dataset_name", "beneficiaries")
                .put("format", "csv")
                .put("url", isFile ? Path.of(beneficiaries).toString() : beneficiaries.toString());
        // Otherwise pandas takes them for numbers, and a leading zero is lost.
        config.put("reader_options", "{\"dtype\": {\"phone\": \"str\", \"postal_code\": \"str\"}}");
        if (isFile) {
            config.putObject("provider").put("storage", "local");
        } else {
            config.putObject("provider").put("storage", "HTTPS").put("user_agent", false);
        }
        String name = "Register of beneficiaries";
        return new Feed(
                name,
                new SourceDraft(name, FILE_SOURCE, config),
                List.of(stream("beneficiaries", "full_refresh", "overwrite")));
    }

    private Feed supporters() {
        ObjectNode config = object().put("count", 2000).put("seed", 7).put("always_updated", true);
        String name = "Supporters and gifts";
        return new Feed(
                name,
                new SourceDraft(name, FAKER_SOURCE, config),
                List.of(
                        stream("users", "incremental", "append_dedup"),
                        stream("products", "incremental", "append_dedup"),
                        stream("purchases", "incremental", "append_dedup")));
    }

    private static StreamConfiguration stream(String name, String syncMode, String destinationSyncMode) {
        return StreamConfiguration.of(new StreamKey(name, Optional.empty()), syncMode, destinationSyncMode);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
