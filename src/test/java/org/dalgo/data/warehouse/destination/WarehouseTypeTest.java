package org.dalgo.data.warehouse.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.Test;

class WarehouseTypeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void tellsDbtWhereAPostgresIs() throws Exception {
        ObjectNode config = postgres();
        config.putObject("ssl_mode").put("mode", "require");

        JsonNode profile = JSON.readTree(WarehouseType.POSTGRES.dbtProfile(config, null));

        assertThat(profile)
                .isEqualTo(
                        JSON.readTree(
                                """
                        {"wtype": "postgres", "default_schema": "staging",
                         "creds": {"host": "db.test", "port": 5432, "database": "wh", "username": "ngo", "password": "hush",
                                   "ssl_mode": {"mode": "require"}},
                         "extras": {}}
                        """));
    }

    @Test
    void theDbtProjectsSchemaGoesFirst() throws Exception {
        assertThat(JSON.readTree(WarehouseType.POSTGRES.dbtProfile(postgres(), "analytics"))
                        .get("default_schema"))
                .hasToString("\"analytics\"");
    }

    @Test
    void tellsDbtHowToReachBigQuery() throws Exception {
        ObjectNode config = bigQuery("{\"project_id\": \"p\", \"private_key\": \"hush\"}");
        WarehouseType.BIGQUERY.check(config, "airbyteConfig");

        assertThat(JSON.readTree(WarehouseType.BIGQUERY.dbtProfile(config, null)))
                .isEqualTo(
                        JSON.readTree(
                                """
                        {"wtype": "bigquery", "default_schema": "ngo",
                         "creds": {"project_id": "p", "private_key": "hush"}, "extras": {"location": "EU"}}
                        """));
    }

    @Test
    void refusesAKeyThatIsNoneWithoutQuotingIt() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> WarehouseType.BIGQUERY.check(bigQuery("hush"), "airbyteConfig"))
                .withMessageContaining("credentials_json")
                .withMessageNotContaining("hush")
                .withNoCause();
    }

    @Test
    void refusesADatasetThatNobodyCouldSee() throws Exception {
        for (String hidden : List.of("_hidden", "INFORMATION_SCHEMA", "airbyte_internal")) {
            ObjectNode config = bigQuery("{\"private_key\": \"hush\"}").put("dataset_id", hidden);
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> WarehouseType.BIGQUERY.check(config, "airbyteConfig"))
                    .withMessageContaining("airbyteConfig.dataset_id");
        }
    }

    @Test
    void namesTheFieldThatIsMissing() {
        ObjectNode config = postgres();
        config.remove("host");

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> WarehouseType.POSTGRES.check(config, "airbyteConfig"))
                .withMessageContaining("airbyteConfig.host");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> WarehouseType.POSTGRES.check(postgres().put("port", 70000), "airbyteConfig"))
                .withMessageContaining("airbyteConfig.port");
    }

    @Test
    void knowsNoOtherKind() {
        assertThat(WarehouseType.of("bigquery")).isEqualTo(WarehouseType.BIGQUERY);
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> WarehouseType.of("snowflake"));
    }

    private static ObjectNode postgres() {
        return JSON.createObjectNode()
                .put("host", "db.test")
                .put("port", 5432)
                .put("database", "wh")
                .put("schema", "staging")
                .put("username", "ngo")
                .put("password", "hush")
                .put("drop_cascade", true);
    }

    private static ObjectNode bigQuery(String key) {
        return JSON.createObjectNode()
                .put("project_id", "p")
                .put("dataset_id", "ngo")
                .put("dataset_location", "EU")
                .put("credentials_json", key);
    }
}
