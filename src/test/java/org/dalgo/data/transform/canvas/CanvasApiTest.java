package org.dalgo.data.transform.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.transform.project.DbtProjectDraft;
import org.dalgo.data.transform.project.DbtProjectService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The canvas as the web app opens it: lock, tables, graph. */
@QuarkusTest
@TestProfile(DataProfile.class)
class CanvasApiTest {

    @Inject
    TestPeople people;

    @Inject
    CanvasFixture tenant;

    @Inject
    DbtProjectService projects;

    private TestWarehouse warehouse;
    private OrgView org;
    private String person;
    private RequestSpecification request;

    @BeforeEach
    void anOrganisationWithAWorkspace() {
        DataStubServers.reset();
        warehouse = TestWarehouse.open("canvas_" + UUID.randomUUID().toString().substring(0, 8));
        warehouse.execute("create schema raw; create table raw.users (id int, \"Name\" text);"
                + " create table raw.orders (user_id int); create schema airbyte_internal;"
                + " create table airbyte_internal.x (y int)");
        org = tenant.org(warehouse);
        person = people.member(org, "account_manager");
        request = tenant.as(org, person);
    }

    @Test
    void anEmptyCanvasIsShownWithoutAnyQuestionToOthers() {
        DataStubServers.prefectIsDown();
        tenant.graph(org, person).body("nodes", empty()).body("edges", empty());
        tenant.tables(org, person).body("", empty());
        get("v2/dbt_project/models_directories/").statusCode(200).body("directories", contains(""));
        get("dbt_project/data_type/")
                .statusCode(200)
                .body("", hasItems("boolean", "timestamp with time zone", "varchar"));
        post("v2/dbt_project/sync_remote_dbtproject_to_canvas/").statusCode(200).body("success", is(true));
    }

    @Test
    void theTablesOfTheWarehouseAreReadInTheBackground() {
        assertThat(tenant.sync(org, person))
                .extracting(word -> word.get("message"))
                .containsExactly(
                        "Waiting to read the warehouse",
                        "Reading the tables of the warehouse",
                        "raw: 2 new tables",
                        "Sync finished");
        tenant.tables(org, person)
                .body("name", contains("orders", "users"))
                .body("[1].schema", equalTo("raw"))
                .body("[1].display_name", equalTo("users"))
                .body("[1].type", equalTo("source"))
                .body("[1].source_name", equalTo("raw"))
                .body("[1].sql_path", nullValue())
                .body("[1].output_cols", contains("id", "Name"));
        get("v2/dbt_project/sources_models/?schema_name=other").body("", empty());
        String kept = tenant.table(org, person, "orders");
        add(kept).statusCode(200);

        warehouse.execute("drop table raw.users; drop table raw.orders; create table raw.visits (at date)");
        tenant.sync(org, person);
        tenant.tables(org, person).body("name", contains("orders", "visits")).body("[0].uuid", equalTo(kept));

        DataStubServers.reset();
        warehouse.execute("alter table raw.visits add column village text");
        assertThat(tenant.sync(org, person))
                .extracting(word -> word.get("message"))
                .doesNotContain("raw: 1 new table");
        tenant.tables(org, person).body("[1].output_cols", contains("at", "village"));
    }

    @Test
    void aRequestWhileTheTablesAreReadGetsTheSameWork() {
        String first =
                post("dbt_project/sync_sources/").statusCode(200).extract().path("task_id");
        String second =
                post("dbt_project/sync_sources/").statusCode(200).extract().path("task_id");
        // Unless it was done in between, which is a new one then.
        List<Object[]> works = tenant.rows(
                org,
                "select task_id, bool_or(status = 'completed') from job_progress where org_id = $1 group by 1",
                org.id().value());
        assertThat(works).hasSize(first.equals(second) ? 1 : 2);
        assertThat(first.equals(second) || works.stream().anyMatch(work -> work[0].equals(first) && (Boolean) work[1]))
                .isTrue();
    }

    @Test
    void anUnreadableWarehouseIsReportedWithoutItsAddress() {
        tenant.rows(
                org,
                "update warehouse set type = 'bigquery' where org_id = $1 returning id",
                org.id().value());
        assertThat(tenant.sync(org, person))
                .last(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry(
                        "message",
                        "Error syncing sources: a warehouse of kind bigquery can be loaded and transformed, but not browsed yet")
                .containsEntry("status", "failed");
        get("dbt_project/data_type/").body("", hasItems("INT64", "STRING"));
    }

    @Test
    void aSourceOnTheCanvasIsDeclaredInTheProjectAndGoesWithItsNode() {
        tenant.sync(org, person);
        String users = tenant.table(org, person, "users");

        ValidatableResponse added = add(users)
                .statusCode(200)
                .body("node_type", equalTo("source"))
                .body("name", equalTo("raw.users"))
                .body("operation_config", is(Map.of()))
                .body("output_columns", contains("id", "Name"))
                .body("dbtmodel.uuid", equalTo(users))
                .body("dbtmodel.sql_path", equalTo("models/sources/sources.yml"))
                .body("is_last_in_chain", is(true))
                .body("isPublished", nullValue());
        String node = added.extract().path("uuid");
        add(users).statusCode(200).body("uuid", equalTo(node));
        add(tenant.table(org, person, "orders")).statusCode(200);
        assertThat(tenant.file(org, "models/sources/sources.yml"))
                .isEqualTo(
                        """
                        # Written by the canvas.
                        version: 2
                        sources:
                          - name: "raw"
                            schema: "raw"
                            tables:
                              - name: "orders"
                                identifier: "orders"
                              - name: "users"
                                identifier: "users"
                        """);
        get("v2/dbt_project/models_directories/").body("directories", contains("", "sources"));
        get("v2/dbt_project/nodes/" + node + "/").statusCode(200).body("uuid", equalTo(node));
        tenant.graph(org, person).body("nodes", hasSize(2));

        remove(node).statusCode(200).body("success", is(1));
        remove(node).statusCode(404).body("detail", equalTo("canvas node not found"));
        assertThat(tenant.file(org, "models/sources/sources.yml")).doesNotContain("users");
        tenant.tables(org, person).body("name", hasItems("users"));
        String last = tenant.graph(org, person).extract().path("nodes[0].uuid");
        remove(last).statusCode(200);
        assertThat(tenant.file(org, "models/sources/sources.yml")).isNull();
        people.audit(org, "canvas_node").body("entries.action", contains("delete", "delete", "create", "create"));
    }

    @Test
    void onePersonDrawsAtATime() {
        tenant.sync(org, person);
        String users = tenant.table(org, person, "users");
        String other = people.member(org, "account_manager");
        RequestSpecification they = tenant.as(org, other);
        put("dbt_project/canvas/lock/refresh/").statusCode(404).body("detail", equalTo("No active lock found"));

        String token = post("dbt_project/canvas/lock/")
                .statusCode(200)
                .body("locked_by", equalTo(person))
                .body("is_locked", is(true))
                .body("locked_by_current_user", is(true))
                .body("locked_at", notNullValue())
                .body("expires_at", notNullValue())
                .extract()
                .path("lock_token");
        post("dbt_project/canvas/lock/").body("lock_id", equalTo(token));
        put("dbt_project/canvas/lock/refresh/").statusCode(200).body("lock_token", equalTo(token));
        they.post("/api/transform/dbt_project/canvas/lock/")
                .then()
                .statusCode(423)
                .body("detail", equalTo("Canvas is already locked by " + person));
        they.put("/api/transform/dbt_project/canvas/lock/refresh/")
                .then()
                .statusCode(403)
                .body("detail", equalTo("You can only refresh your own locks"));
        they.delete("/api/transform/dbt_project/canvas/lock/")
                .then()
                .statusCode(403)
                .body("detail", equalTo("You can only unlock your own locks"));
        they.body(Map.of())
                .post("/api/transform/v2/dbt_project/models/" + users + "/nodes/")
                .then()
                .statusCode(423)
                .body("detail", equalTo("Canvas is locked by " + person));
        add(users).statusCode(200);

        tenant.rows(
                org,
                "update canvas_lock set expires_at = now() where org_id = $1 returning org_id",
                org.id().value());
        put("dbt_project/canvas/lock/refresh/").statusCode(410).body("detail", equalTo("Lock has expired"));
        they.post("/api/transform/dbt_project/canvas/lock/")
                .then()
                .statusCode(200)
                .body("locked_by", equalTo(other))
                .body("lock_token", not(equalTo(token)));
        they.delete("/api/transform/dbt_project/canvas/lock/")
                .then()
                .statusCode(200)
                .body("success", is(true));
        they.delete("/api/transform/dbt_project/canvas/lock/").then().statusCode(200);
    }

    @Test
    void theCanvasOfARepositoryWaitsUntilThatIsRead() {
        tenant.rows(
                org,
                "delete from dbt_project where org_id = $1 returning id",
                org.id().value());
        get("v2/dbt_project/graph/").statusCode(422).body("detail", equalTo("dbt workspace not setup"));
        get("v2/dbt_project/sources_models/").statusCode(404).body("detail", equalTo("dbt workspace not setup"));
        get("v2/dbt_project/models_directories/").statusCode(400);
        post("dbt_project/sync_sources/").statusCode(404).body("detail", equalTo("DBT workspace not set up"));
        post("dbt_project/canvas/lock/").statusCode(404).body("detail", equalTo("dbt workspace not setup"));
        Caller manager = people.caller(org, "account_manager");
        TestPeople.await(() -> projects.create(
                manager, new DbtProjectDraft("https://git.test/ngo/dbt.git", Optional.empty(), "analytics")));

        tenant.graph(org, person).body("nodes", empty());
        get("v2/dbt_project/models_directories/").body("directories", contains(""));
        tenant.sync(org, person);
        add(tenant.table(org, person, "users"))
                .statusCode(409)
                .body(
                        "detail",
                        equalTo("The git repository of this workspace has not been read yet. Try again in a moment."));
        post("v2/dbt_project/sync_remote_dbtproject_to_canvas/")
                .statusCode(200)
                .body("models_processed", is(0))
                .body("edges_deleted", is(0));
    }

    private ValidatableResponse get(String path) {
        return request.get("/api/transform/" + path).then();
    }

    private ValidatableResponse post(String path) {
        return request.body(Map.of()).post("/api/transform/" + path).then();
    }

    private ValidatableResponse put(String path) {
        return request.body(Map.of()).put("/api/transform/" + path).then();
    }

    private ValidatableResponse add(String table) {
        return post("v2/dbt_project/models/" + table + "/nodes/");
    }

    private ValidatableResponse remove(String node) {
        return request.delete("/api/transform/v2/dbt_project/nodes/" + node + "/")
                .then();
    }
}
