package org.dalgo.data.transform.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dalgo.data.transform.file.DbtFileService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.secret.Secret;
import org.dalgo.platform.secret.SecretCipher;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

/** "Run" on the canvas to its end: a real Prefect, its worker, dbt and a warehouse. */
@QuarkusTest
@WithTestResource(value = RealPrefect.class, scope = TestResourceScope.GLOBAL)
class DbtRunTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String COUNT = "select count(*) from information_schema.tables where table_name = 'adults'";

    @Inject
    TestPeople people;

    @Inject
    DbtFileService files;

    @Inject
    SecretCipher secretCipher;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private final TestWarehouse warehouse = TestWarehouse.open("dbt_run");
    private OrgView org;
    private String token;

    @Test
    void dbtRunsWhatWasNotPublishedAndItsLinesAreReadWhileItWorks() {
        RealPrefect.orSkip();
        aWorkspace();
        write("models/adults.sql", "{{ config(materialized='table') }} select * from {{ source('raw', 'people') }}");
        write("models/sources.yml", "{version: 2, sources: [{name: raw, schema: raw, tables: [{name: people}]}]}");

        String task = run(Map.of("options", Map.of("select", "people+"), "flags", List.of("full-refresh")));
        List<Map<String, String>> whileItWorked = new ArrayList<>();
        List<Map<String, String>> words = follow(task, whileItWorked);

        assertThat(words).first().extracting("status").isEqualTo("queued");
        assertThat(words).last().extracting("status").isEqualTo("completed");
        assertThat(words.subList(1, words.size() - 1)).extracting("status").containsOnly("running");
        assertThat(words)
                .extracting(word -> word.get("message"))
                .anyMatch(line -> line.contains("created sql table model"));
        assertThat(whileItWorked).extracting("status").contains("running").doesNotContain("completed");
        assertThat(warehouse.query(COUNT)).containsExactly("1");
        as().get("/api/prefect/tasks/transform/").then().body("lock", everyItem(nullValue()));

        String deployment = as().get("/api/prefect/tasks/transform/")
                .then()
                .extract()
                .path("find { it.slug == 'dbt-run' }.deploymentId");
        as().get("/api/prefect/v1/flows/" + deployment + "/flow_runs/history?limit=3&offset=0")
                .then()
                .statusCode(200)
                .body("size()", equalTo(1))
                .body("[0].status", equalTo("COMPLETED"));
    }

    private String run(Map<String, Object> body) {
        return as().body(body)
                .post("/api/dbt/run_dbt_via_celery/")
                .then()
                .statusCode(200)
                .extract()
                .path("task_id");
    }

    /** All progress messages at its end, and those of an earlier response. */
    private List<Map<String, String>> follow(String task, List<Map<String, String>> before) {
        return await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(500)).until(() -> words(task), words -> {
            boolean over = List.of("completed", "failed")
                    .contains(words.get(words.size() - 1).get("status"));
            if (!over) {
                before.clear();
                before.addAll(words);
            }
            return over;
        });
    }

    private List<Map<String, String>> words(String task) {
        return as().queryParam("hashkey", "run-dbt-commands-" + org.slug())
                .get("/api/tasks/" + task)
                .then()
                .statusCode(200)
                .extract()
                .path("progress");
    }

    private void aWorkspace() {
        warehouse.execute("create schema raw; create table raw.people (id int); insert into raw.people values (1)");
        org = people.org();
        token = people.token(people.member(org, "account_manager"));
        byte[] sealed = secretCipher
                .seal(
                        Secret.of(warehouse.config().toString()),
                        "warehouse of org " + org.id().value())
                .bytes();
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "insert into warehouse (org_id, name, type, airbyte_destination_id,"
                                + " airbyte_destination_definition_id, credentials,"
                                + " prefect_secret_block, masked_config) values ($1, 'Warehouse', 'postgres',"
                                + " gen_random_uuid(), gen_random_uuid(), $2, 'dbt-profile-' || $3, '{}')",
                        org.id().value(),
                        Buffer.buffer(sealed),
                        org.slug())));
        as().body(Map.of("default_schema", "intermediate"))
                .post("/api/transform/dbt_project/")
                .then()
                .statusCode(200);
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "insert into dbt_model (org_id, type, schema, name, display_name, source_name)"
                                + " values ($1, 'source', 'raw', 'people', 'people', 'raw')",
                        org.id().value())));
        // Packages would be fetched from afar.
        write("packages.yml", "packages: []");
    }

    private RequestSpecification as() {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).contentType(ContentType.JSON);
    }

    private void write(String path, String content) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> files.write(org.id(), path, content)));
    }
}
