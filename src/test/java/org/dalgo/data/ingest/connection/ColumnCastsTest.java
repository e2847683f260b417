package org.dalgo.data.ingest.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.junit.jupiter.api.Test;

class ColumnCastsTest {

    @Test
    void aWorkerGetsTableAndTypesByTheWarehousesNames() throws Exception {
        JsonNode transform = json(
                "{\"ops\": [{\"type\": \"cast\", \"table\": \"Survey 1\", \"config\": {\"Age\": \"integer\"}},"
                        + " {\"type\": \"cast\", \"config\": {\"seen\": \"date\", \"lost\": \"date\"}}, {\"type\": \"cast\", \"config\": {}}]}");
        ColumnCasts.check(transform, WarehouseType.POSTGRES);

        assertThat(ColumnCasts.instruction(draft(transform, ""), "dbt-profile-ngo", "Public"))
                .isEqualTo(
                        json(
                                "{\"profile_block\": \"dbt-profile-ngo\", \"casts\": ["
                                        + "{\"schema_name\": \"public\", \"table\": \"survey_1\", \"columns\": {\"Age\": \"integer\"}},"
                                        + "{\"schema_name\": \"public\", \"table\": \"attendance\", \"columns\": {\"seen\": \"date\"}}]}"));
        assertThat(ColumnCasts.instruction(draft(transform, "staging"), "p", "public")
                        .at("/casts/0/schema_name")
                        .asText())
                .isEqualTo("staging");
    }

    @Test
    void onlyPostgresqlCasts() throws Exception {
        JsonNode casts = json("{\"ops\": [{\"type\": \"cast\", \"config\": {\"age\": \"integer\"}}]}");
        assertThatThrownBy(() -> ColumnCasts.check(casts, WarehouseType.BIGQUERY))
                .hasMessageContaining("PostgreSQL");
        assertThatCode(() -> ColumnCasts.check(json("{\"ops\": []}"), WarehouseType.BIGQUERY))
                .doesNotThrowAnyException();
    }

    private static ConnectionDraft draft(JsonNode transform, String schema) {
        StreamKey stream = new StreamKey("Attendance", Optional.empty());
        JsonNode described;
        try {
            described =
                    json("{\"name\": \"Attendance\", \"jsonSchema\": {\"properties\": {\"seen\": {}, \"id\": {}}}}");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        Catalog catalog = new Catalog(Optional.empty(), List.of(new Catalog.Stream(described, described)));
        return new ConnectionDraft(
                "x",
                null,
                catalog,
                List.of(StreamConfiguration.of(stream, "full_refresh", "overwrite")),
                schema,
                transform);
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
