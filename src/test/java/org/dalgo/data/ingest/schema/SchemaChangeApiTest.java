package org.dalgo.data.ingest.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobProgress;
import org.dalgo.platform.job.ProgressMessage;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class SchemaChangeApiTest {

    private static final String PENDING = "/api/airbyte/v1/connection/schema_change";

    @Inject
    IngestFixture ingest;

    @Inject
    TestPeople people;

    @Inject
    JobProgress progress;

    @Inject
    SchemaDetectionJob detection;

    @TestHTTPResource("/api/stream")
    String stream;

    private OrgView org;
    private RequestSpecification manager;
    private String source;
    private UUID connection;

    @BeforeEach
    void aConnection() {
        DataStubServers.reset();
        org = ingest.org();
        ingest.warehouse(org);
        manager = ingest.as(org, "account_manager");
        source = ingest.faker(org, "Supporters").toString();
        connection =
                ingest.connection(org, UUID.fromString(source), "To staging").connectionId();
    }

    @Test
    void aChangeIsShownUntilItIsAccepted() {
        JsonNode same = reviewed();
        assertThat(same.path("schemaChange").asText()).isEqualTo("no_change");
        assertThat(same.path("name").asText()).isEqualTo("To staging");
        assertThat(same.path("catalogDiff").path("transforms")).isEmpty();
        pending().body("", empty());

        DataStubServers.sourceChanges(source, "add_column", "users");
        JsonNode changed = reviewed();

        assertThat(changed.path("schemaChange").asText()).isEqualTo("non_breaking");
        JsonNode transform = changed.at("/catalogDiff/transforms/0");
        assertThat(transform.at("/streamDescriptor/name").asText()).isEqualTo("users");
        assertThat(transform.at("/updateStream/0/transformType").asText()).isEqualTo("add_field");
        assertThat(transform.at("/updateStream/0/fieldName/0").asText()).isEqualTo("added_column");
        pending()
                .body("connection_id", contains(connection.toString()))
                .body("change_type", contains("non_breaking"))
                .body("[0]", hasKey("created_at"))
                .body("[0]", hasKey("schedule_job"));

        // A change that was reviewed before the source changed again is not accepted.
        accept(Map.of("transforms", List.of(Map.of("streamDescriptor", Map.of("name", "purchases")))));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ingest.jobs(org, "schema-accept") == 0);
        pending().body("change_type", contains("non_breaking"));

        accept(changed.path("catalogDiff"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> pending()
                .body("", empty()));
        assertThat(reviewed().path("schemaChange").asText()).isEqualTo("no_change");
        manager.get("/api/airbyte/v1/connections/" + connection)
                .then()
                .body("status", is("active"))
                .body("syncCatalog.streams.findAll { it.config.selected }.stream.name", contains("users"));
        people.audit(org, "connection").body("entries[0].details.schema", hasItem("users"));
    }

    @Test
    void aBreakingChangeSwitchesTheConnectionOffUntilItsFormIsSaved() {
        save("incremental", "append_dedup");
        DataStubServers.sourceChanges(source, "drop_cursor", "users");

        assertThat(reviewed().path("schemaChange").asText()).isEqualTo("breaking");

        pending().body("change_type", contains("breaking"));
        manager.get("/api/airbyte/v1/connections").then().body("[0].status", is("inactive"));
        save("full_refresh", "overwrite");
        manager.get("/api/airbyte/v1/connections").then().body("[0].status", is("active"));
        pending().body("", empty());
        assertThat(reviewed().path("schemaChange").asText()).isEqualTo("no_change");
    }

    @Test
    void aChangedTypeIsBreakingWhileViewsReadTheTable() {
        TestWarehouse warehouse = TestWarehouse.open("ingest_tests");
        warehouse.execute(
                """
                create schema if not exists staging; create schema if not exists marts;
                create table if not exists staging.users (id integer, age integer);
                create or replace view marts.ages as select age from staging.users;
                create or replace view marts.old as select age from marts.ages where age > 60;
                """);
        DataStubServers.sourceChanges(source, "change_type", "users");
        try {
            ProgressMessage review = review();

            assertThat(review.result().path("schemaChange").asText()).isEqualTo("breaking");
            assertThat(review.message()).contains("marts.ages, marts.old", "dbt", "CASCADE");
            assertThat(review.result().path("dependentViews").findValuesAsText("name"))
                    .containsExactly("ages", "old");
            pending().body("change_type", contains("breaking"));
            // Airbyte can go on with it, so the connection stays as it is.
            manager.get("/api/airbyte/v1/connections").then().body("[0].status", is("active"));
            accept(review.result().path("catalogDiff"));
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> ingest.jobs(org, "schema-accept") == 0);
            pending().body("change_type", contains("breaking"));
        } finally {
            warehouse.execute("drop schema marts cascade; drop table staging.users");
        }

        JsonNode without = reviewed();
        assertThat(without.path("schemaChange").asText()).isEqualTo("non_breaking");
        accept(without.path("catalogDiff"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> pending()
                .body("", empty()));
    }

    @Test
    void aSourceThatCannotBeReadChangesNothing() {
        DataStubServers.sourceChanges(source, "add_column", "users");
        reviewed();
        DataStubServers.airbyteFails(source, "discover_fail");

        ProgressMessage failed = review();

        assertThat(failed.status()).isEqualTo("failed");
        assertThat(failed.message()).contains("The schema could not be read");
        pending().body("change_type", contains("non_breaking"));
    }

    @Test
    void changesAreFoundWithoutSwitchingAnythingOff() {
        save("incremental", "append_dedup");
        DataStubServers.sourceChanges(source, "drop_cursor", "users");

        detect();

        pending().body("connection_id", contains(connection.toString()));
        manager.get("/api/airbyte/v1/connections").then().body("[0].status", is("active"));
        manager.get("/api/airbyte/v1/connections/" + connection).then().body("status", is("active"));
    }

    @Test
    void managersAreNotifiedOnceOfEachDifference() {
        save("incremental", "append_dedup");
        DataStubServers.sourceChanges(source, "add_column", "users");
        detect();
        detect();
        assertThat(notifications())
                .singleElement()
                .asString()
                .startsWith(org.name() + ": the source of the connection To staging has changed. New or changed");

        // A person who looks at the same difference is no news to the others.
        reviewed();
        assertThat(notifications()).hasSize(1);

        DataStubServers.sourceChanges(source, "drop_cursor", "users");
        detect();
        detect();
        assertThat(notifications()).hasSize(2);

        // Airbyte finds out that it is breaking when a person has the two compared.
        reviewed();
        detect();
        assertThat(notifications()).hasSize(3);
        assertThat(notifications().get(0)).contains("The change is breaking");
    }

    @Test
    void aChangeOfAConnectionIsAnEventOfTheOrganisationsStream() {
        String token = people.token(people.member(org, "account_manager"));
        try (SseClient viewer = SseClient.open(stream + "?topics=connection", token, org.slug(), null)) {
            Awaitility.await().until(() -> viewer.lastEventId() != null);
            DataStubServers.sourceChanges(source, "add_column", "users");
            detect();

            assertThat(viewer.next().data())
                    .isEqualTo(
                            "{\"connection_id\":\"" + connection + "\",\"status\":\"active\",\"schema_change\":true}");
        }
    }

    private void detect() {
        TestPeople.await(() -> detection.run(new Job(0, detection.kind(), org.id(), null, 1, false)));
    }

    private List<String> notifications() {
        return manager.get("/api/notifications/v1?page=1&limit=10")
                .then()
                .statusCode(200)
                .extract()
                .path("res.message");
    }

    @Test
    void whatRunsOrIsNoChangeIsNotAccepted() {
        manager.body(Map.of("catalogDiff", Map.of("transforms", List.of())))
                .post("/api/airbyte/v1/connections/" + connection + "/schema_update/schedule")
                .then()
                .statusCode(400);
        ingest.run(org, connection, "airbyte-sync", "RUNNING");
        manager.body(Map.of("catalogDiff", Map.of("transforms", List.of())))
                .post("/api/airbyte/v1/connections/" + connection + "/schema_update/schedule")
                .then()
                .statusCode(409);
    }

    private void save(String mode, String destinationMode) {
        manager.body(Map.of(
                        "name",
                        "To staging",
                        "streams",
                        List.of(Map.of(
                                "name",
                                "users",
                                "selected",
                                true,
                                "syncMode",
                                mode,
                                "destinationSyncMode",
                                destinationMode))))
                .put("/api/airbyte/v1/connections/" + connection + "/update")
                .then()
                .statusCode(200);
    }

    private void accept(Object diff) {
        manager.body(Map.of("catalogDiff", diff, "cron", "0 1 * * *"))
                .post("/api/airbyte/v1/connections/" + connection + "/schema_update/schedule")
                .then()
                .statusCode(200)
                .body("success", is(1));
    }

    private io.restassured.response.ValidatableResponse pending() {
        return manager.get(PENDING).then().statusCode(200);
    }

    /** What a comparison found. */
    private JsonNode reviewed() {
        ProgressMessage last = review();
        assertThat(last.status()).as(last.message()).isEqualTo("completed");
        return last.result();
    }

    /** The last word about a comparison that was requested now. */
    private ProgressMessage review() {
        String task = manager.get("/api/airbyte/v1/connections/" + connection + "/catalog")
                .then()
                .statusCode(200)
                .extract()
                .path("task_id");
        assertThat(task).isEqualTo("schema-change-" + org.slug() + "-" + connection);
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            List<ProgressMessage> said = TestPeople.await(() -> progress.list(org.id(), "stp", task));
                            return said.get(said.size() - 1);
                        },
                        last -> !last.status().equals("running"));
    }
}
