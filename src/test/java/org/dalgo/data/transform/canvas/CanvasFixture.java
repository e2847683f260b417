package org.dalgo.data.transform.canvas;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;

/** Creates organisations with a workspace and a warehouse that has tables, and calls as one of their members. */
@ApplicationScoped
public class CanvasFixture {

    private static final UUID POSTGRES = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");

    @Inject
    TestPeople people;

    @Inject
    WorkspaceService workspaces;

    @Inject
    WarehouseService warehouses;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    /** A new organisation with a workspace that is kept here. */
    public OrgView org(TestWarehouse warehouse) {
        OrgView org = people.org();
        Caller manager = people.caller(org, "account_manager");
        TestPeople.await(() -> workspaces.create(org.id()));
        TestPeople.await(() -> warehouses.create(
                manager, new WarehouseDraft("Warehouse", WarehouseType.POSTGRES, POSTGRES, warehouse.config())));
        as(org, manager.email())
                .body(Map.of("default_schema", "intermediate"))
                .post("/api/transform/dbt_project/")
                .then()
                .statusCode(200);
        return org;
    }

    public RequestSpecification as(OrgView org, String email) {
        return given().auth()
                .oauth2(people.token(email))
                .header("x-dalgo-org", org.slug())
                .contentType(ContentType.JSON);
    }

    /** Reads the warehouse's tables; answers the words of progress, the last of which is final. */
    public List<Map<String, String>> sync(OrgView org, String email) {
        JsonPath started = as(org, email)
                .body(Map.of())
                .post("/api/transform/dbt_project/sync_sources/")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return Awaitility.await()
                .until(
                        () -> as(org, email)
                                .queryParam("hashkey", started.getString("hashkey"))
                                .get("/api/tasks/" + started.getString("task_id"))
                                .then()
                                .statusCode(200)
                                .extract()
                                .<List<Map<String, String>>>path("progress"),
                        words -> List.of("completed", "failed")
                                .contains(words.get(words.size() - 1).get("status")));
    }

    /** Uuid of the table of that name. */
    String table(OrgView org, String email, String name) {
        return tables(org, email).extract().path("find { it.name == '" + name + "' }.uuid");
    }

    ValidatableResponse tables(OrgView org, String email) {
        return as(org, email)
                .get("/api/transform/v2/dbt_project/sources_models/")
                .then()
                .statusCode(200);
    }

    ValidatableResponse graph(OrgView org, String email) {
        return as(org, email).get("/api/transform/v2/dbt_project/graph/").then().statusCode(200);
    }

    /** Content of a file of the project, as people left it. */
    String file(OrgView org, String path) {
        List<Object[]> rows = rows(
                org,
                "select content from dbt_file where org_id = $1 and path = $2",
                org.id().value(),
                path);
        return rows.isEmpty() ? null : (String) rows.get(0)[0];
    }

    public List<Object[]> rows(OrgView org, String query, Object... parameters) {
        return TestPeople.await(
                () -> tenantTransactions.inOrg(org.id(), () -> TestRows.select(sql, query, parameters)));
    }
}
