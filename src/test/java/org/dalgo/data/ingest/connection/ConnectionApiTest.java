package org.dalgo.data.ingest.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class ConnectionApiTest {

    private static final String CONNECTIONS = "/api/airbyte/v1/connections";

    @Inject
    IngestFixture ingest;

    @Inject
    TestPeople people;

    private OrgView org;
    private RequestSpecification manager;
    private UUID source;

    @BeforeEach
    void anOrganisationWithAWarehouseAndASource() {
        DataStubServers.reset();
        org = ingest.org();
        ingest.warehouse(org);
        manager = ingest.as(org, "account_manager");
        source = ingest.faker(org, "Supporters");
    }

    @Test
    void aConnectionIsMadeRunnableAndListedFromOurOwnRows() {
        Map<String, Object> transform =
                Map.of("ops", List.of(Map.of("type", "cast", "config", Map.of("age", "integer"))));
        Map<String, Object> form = form("To staging", users("incremental", "append_dedup", "updated_at", "id"));
        form.put("post_sync_transform", transform);
        String id = manager.body(form)
                .post(CONNECTIONS + "/")
                .then()
                .statusCode(200)
                .body("deploymentId", not(nullValue()))
                .body("clearConnDeploymentId", not(nullValue()))
                .body("destinationSchema", is("staging"))
                .body("post_sync_transform.ops[0].type", is("cast"))
                .extract()
                .path("connectionId");
        DataStubServers.airbyteFails("*", "status", 3);

        manager.get(CONNECTIONS)
                .then()
                .statusCode(200)
                .body("connectionId", contains(id))
                .body("[0].name", is("To staging"))
                .body("[0].status", is("active"))
                .body("[0].source.sourceId", is(source.toString()))
                .body("[0].source.name", is("Supporters"))
                .body("[0].source.sourceName", is("Sample Data (Faker)"))
                .body("[0].destination.name", is("NGO warehouse"))
                .body("[0].destination.destinationName", is("Postgres"))
                .body("[0].deploymentId", not(nullValue()))
                .body("[0].clearConnDeploymentId", not(nullValue()))
                .body("[0].destinationSchema", is("staging"))
                .body("[0]", hasKey("lock"))
                .body("[0].lock", nullValue())
                .body("[0]", hasKey("lastRun"))
                .body("[0].lastRun", nullValue())
                .body("[0]", hasKey("resetConnDeploymentId"))
                .body("[0]", hasKey("queuedFlowRunWaitTime"))
                .body("[0].isRunning", is(false));
        DataStubServers.airbyteWorks();

        manager.get(CONNECTIONS + "/" + id)
                .then()
                .statusCode(200)
                .body("catalogId", not(nullValue()))
                .body("source.id", is(source.toString()))
                .body("destination", hasKey("id"))
                .body("destinationSchema", is("staging"))
                .body("post_sync_transform.ops[0].config", hasEntry("age", "integer"))
                .body("syncCatalog.streams.stream.name", containsInAnyOrder("users", "products", "purchases"))
                .body("syncCatalog.streams.find { it.stream.name == 'users' }.config.selected", is(true))
                .body("syncCatalog.streams.find { it.stream.name == 'users' }.config.syncMode", is("incremental"))
                .body("syncCatalog.streams.find { it.stream.name == 'products' }.config.selected", is(false));
        people.audit(org, "connection").body("entries.details.name", contains("To staging"));
    }

    @Test
    void aLockIsShownWithTheConnectionAndKeepsItFromBeingChanged() {
        UUID id = ingest.connection(org, source, "To staging").connectionId();
        UUID other = ingest.connection(org, source, "Also").connectionId();
        ingest.run(org, id, "airbyte-clear", "SCHEDULED");
        ingest.run(org, other, "airbyte-sync", "RUNNING");
        ingest.run(org, id, "airbyte-sync", "RUNNING");

        manager.get(CONNECTIONS)
                .then()
                .body("lock.status", contains("running", "running"))
                .body("lock.lockedBy", contains("System User", "System User"))
                .body("isRunning", contains(true, true));
        ingest.update(
                org,
                "delete from task_lock where org_id = $1 and org_task_id in (select t.id from org_task t join task k"
                        + " on k.id = t.task_id where k.slug = 'airbyte-sync')",
                org.id().value());
        manager.get(CONNECTIONS).then().body("[0].lock.status", is("queued")).body("[1].lock", nullValue());

        manager.body(form("Renamed", users("full_refresh", "overwrite", "", "")))
                .put(CONNECTIONS + "/" + id + "/update")
                .then()
                .statusCode(409);
        manager.delete(CONNECTIONS + "/" + id).then().statusCode(409);
        ingest.update(
                org,
                "update task_lock set released_at = now() where org_id = $1",
                org.id().value());
        manager.get(CONNECTIONS).then().body("[0].lock", not(nullValue()));
        ingest.update(
                org,
                "update task_lock set released_at = now() - interval '3 seconds' where org_id = $1",
                org.id().value());
        manager.get(CONNECTIONS).then().body("[0].lock", nullValue());
    }

    @Test
    void aChangeReplacesNameSchemaAndStreamsAndSwitchesItOnAgain() {
        UUID id = ingest.connection(org, source, "To staging").connectionId();
        ingest.update(
                org,
                "update connection set status = 'inactive' where org_id = $1",
                org.id().value());
        Map<String, Object> form = form(
                "Gifts",
                Map.of(
                        "name",
                        "products",
                        "selected",
                        true,
                        "syncMode",
                        "full_refresh",
                        "destinationSyncMode",
                        "append"));
        form.put("destinationSchema", "");

        manager.body(form)
                .put(CONNECTIONS + "/" + id + "/update")
                .then()
                .statusCode(200)
                .body("name", is("Gifts"))
                .body("status", is("active"));

        manager.get(CONNECTIONS + "/" + id)
                .then()
                .body("name", is("Gifts"))
                .body("status", is("active"))
                .body("destinationSchema", is(""))
                .body("syncCatalog.streams.findAll { it.config.selected }.stream.name", contains("products"));
        manager.get(CONNECTIONS).then().body("[0].name", is("Gifts")).body("[0].status", is("active"));
        assertThat(ingest.rows(
                                org,
                                "select distinct connection_name from org_task where org_id = $1"
                                        + " and airbyte_connection_id = $2",
                                org.id().value(),
                                id)
                        .get(0)[0])
                .isEqualTo("Gifts");
        people.audit(org, "connection").body("entries.action", contains("update", "create"));
    }

    @Test
    void aConnectionGoesWithItsTasksUnlessAPipelineNeedsIt() {
        UUID id = ingest.connection(org, source, "To staging").connectionId();
        String pipeline = manager.body(Map.of(
                        "name",
                        "Nightly",
                        "cron",
                        "",
                        "connections",
                        List.of(Map.of("id", id.toString(), "seq", 1)),
                        "transformTasks",
                        List.of()))
                .post("/api/prefect/v1/flows/")
                .then()
                .statusCode(200)
                .extract()
                .path("deploymentId");
        manager.delete(CONNECTIONS + "/" + id).then().statusCode(403).body("detail", containsString("Nightly"));
        manager.delete("/api/prefect/v1/flows/" + pipeline).then().statusCode(200);

        // What a deletion could not finish is finished by the next one.
        DataStubServers.airbyteFails("connections/delete", "status");
        manager.delete(CONNECTIONS + "/" + id).then().statusCode(502);
        manager.delete(CONNECTIONS + "/" + id).then().statusCode(200).body("success", is(1));

        manager.get(CONNECTIONS).then().body("", empty());
        manager.get(CONNECTIONS + "/" + id).then().statusCode(404);
        for (String table : List.of("connection", "org_task", "deployment")) {
            assertThat(ingest.rows(
                            org,
                            "select 1 from " + table + " where org_id = $1",
                            org.id().value()))
                    .as(table)
                    .isEmpty();
        }
        people.audit(org, "connection").body("entries.action", hasItem("delete"));
    }

    @Test
    void aSelectionThatDoesNotFitIsRefusedAndNothingIsMade() {
        refused(form("x"), 400, "select at least one stream");
        refused(form("x", users("incremental", "append_dedup", "updated_at", "id", "name")), 400, "cannot be synced");
        refused(form("x", users("backwards", "append", "", "")), 422, "syncMode");
        refused(
                form(
                        "x",
                        Map.of(
                                "name",
                                "nobody",
                                "selected",
                                true,
                                "syncMode",
                                "full_refresh",
                                "destinationSyncMode",
                                "append")),
                400,
                "nobody");
        Map<String, Object> foreign = form("x", users("full_refresh", "overwrite", "", ""));
        foreign.put("sourceId", UUID.randomUUID().toString());
        refused(foreign, 404, "source not found");
        Map<String, Object> transform = form("x", users("full_refresh", "overwrite", "", ""));
        transform.put("post_sync_transform", List.of(1));
        refused(transform, 422, "post_sync_transform");

        ingest.connection(org, source, "To staging");
        refused(form("TO staging", users("full_refresh", "overwrite", "", "")), 400, "already exists");
        manager.get(CONNECTIONS).then().body("name", contains("To staging"));
    }

    @Test
    void twoStreamsDoNotLoadIntoOneTable() {
        ingest.connection(org, source, "To staging");
        Map<String, Object> again = form("Again", users("full_refresh", "overwrite", "", ""));
        refused(again, 409, "the connection To staging loads already");
        for (String same : List.of("Staging", "STAGING")) {
            again.put("destinationSchema", same);
            refused(again, 409, "staging.users");
        }
        // The warehouse's own schema is staging too.
        again.put("destinationSchema", "");
        refused(again, 409, "staging.users");
        again.put("destinationSchema", "other");
        String id = manager.body(again)
                .post(CONNECTIONS + "/")
                .then()
                .statusCode(200)
                .extract()
                .path("connectionId");

        again.put("destinationSchema", "staging");
        manager.body(again).put(CONNECTIONS + "/" + id + "/update").then().statusCode(409);
        again.put("confirmSharedTables", true);
        manager.body(again).put(CONNECTIONS + "/" + id + "/update").then().statusCode(200);
        // What was confirmed is not requested again when something else changes.
        again.remove("confirmSharedTables");
        again.put("name", "Renamed");
        manager.body(again).put(CONNECTIONS + "/" + id + "/update").then().statusCode(200);

        OrgView others = ingest.org();
        ingest.warehouse(others);
        ingest.connection(others, ingest.faker(others, "Theirs"), "Theirs to staging");
    }

    @Test
    void ofTwoConnectionsIntoOneTableAtOnceOneIsMade() {
        Supplier<Integer> first = post(form("First", users("full_refresh", "overwrite", "", "")));
        Supplier<Integer> second = post(form("Second", users("full_refresh", "overwrite", "", "")));
        CompletableFuture<Integer> meanwhile = CompletableFuture.supplyAsync(second);

        assertThat(List.of(first.get(), meanwhile.join())).containsExactlyInAnyOrder(200, 409);
        manager.get(CONNECTIONS).then().body("size()", is(1));
        assertThat(DataStubServers.airbyteList("connections/list", ingest.workspace(org)))
                .satisfies(list -> assertThat(list.contains("First")).isNotEqualTo(list.contains("Second")));
    }

    @Test
    void tablesOfConnectionsFromBeforeTheyWereKeptAreReadFromAirbyte() {
        ingest.connection(org, source, "Old");
        ingest.update(
                org,
                "update connection set destination_tables = null where org_id = $1",
                org.id().value());

        refused(form("New", users("full_refresh", "overwrite", "", "")), 409, "the connection Old loads already");
        assertThat(ingest.rows(
                                org,
                                "select destination_tables->'tables'->>0 from connection where org_id = $1",
                                org.id().value())
                        .get(0)[0])
                .isEqualTo("staging.users");
    }

    @Test
    void aChangeThatAirbyteRefusesTakesNoTables() {
        Map<String, Object> form = form("Own", users("full_refresh", "overwrite", "", ""));
        form.put("destinationSchema", "own");
        String id = manager.body(form)
                .post(CONNECTIONS + "/")
                .then()
                .statusCode(200)
                .extract()
                .path("connectionId");
        DataStubServers.airbyteFails("web_backend/connections/update", "status");
        form.put("destinationSchema", "staging");
        manager.body(form).put(CONNECTIONS + "/" + id + "/update").then().statusCode(502);

        manager.body(form("Other", users("full_refresh", "overwrite", "", "")))
                .post(CONNECTIONS + "/")
                .then()
                .statusCode(200);
    }

    private Supplier<Integer> post(Map<String, Object> form) {
        RequestSpecification request = ingest.as(org, "account_manager");
        return () -> request.body(form).post(CONNECTIONS + "/").statusCode();
    }

    @Test
    void aSchemaThatAirbyteWouldReplaceIsRefused() {
        Map<String, Object> form = form("x", users("full_refresh", "overwrite", "", ""));
        form.put("destinationSchema", "${SOURCE_NAMESPACE}");
        refused(form, 422, "destinationSchema");
    }

    @Test
    void castsThatNoWorkerCanDoAreRefused() {
        Map<String, Object> form = form("x", users("full_refresh", "overwrite", "", ""));
        for (Object op : List.of(
                Map.of("type", "cast", "config", Map.of("age", "money")),
                Map.of("type", "cast", "config", Map.of("age", "integer; drop table x")),
                Map.of("type", "drop", "config", Map.of("age", "integer")),
                Map.of("type", "cast"))) {
            form.put("post_sync_transform", Map.of("ops", List.of(op)));
            refused(form, 422, "post_sync_transform");
        }
    }

    @Test
    void schemasOfTheDatabaseItselfAreRefused() {
        for (String schema : List.of("pg_catalog", "PG_mine", "pg-mine", "information_schema", "airbyte_internal")) {
            Map<String, Object> form = form("x", users("full_refresh", "overwrite", "", ""));
            form.put("destinationSchema", schema);
            refused(form, 422, "destinationSchema");
        }
    }

    private void refused(Map<String, Object> form, int status, String why) {
        String answer = manager.body(form)
                .post(CONNECTIONS + "/")
                .then()
                .statusCode(status)
                .extract()
                .asString();
        assertThat(answer).contains(why);
    }

    private Map<String, Object> form(String name, Map<?, ?>... streams) {
        return new HashMap<>(Map.of(
                "name",
                name,
                "sourceId",
                source.toString(),
                "catalogId",
                UUID.randomUUID().toString(),
                "syncCatalog",
                Map.of("streams", List.of()),
                "streams",
                List.of(streams),
                "destinationSchema",
                "staging",
                "normalize",
                false));
    }

    /** The stream users; of its columns only those that are named, if any is. */
    private static Map<String, Object> users(
            String mode, String destinationMode, String cursor, String key, String... columns) {
        List<Map<String, Object>> selected = new java.util.ArrayList<>();
        for (String column : columns) {
            selected.add(Map.of("name", column, "data_type", "string", "selected", true));
        }
        if (columns.length > 0) {
            selected.add(Map.of("name", "age", "data_type", "integer", "selected", false));
        }
        return Map.of(
                "name",
                "users",
                "supportsIncremental",
                true,
                "selected",
                true,
                "syncMode",
                mode,
                "destinationSyncMode",
                destinationMode,
                "cursorField",
                cursor,
                "primaryKey",
                key.isEmpty() ? List.of() : List.of(key),
                "columns",
                selected);
    }
}
