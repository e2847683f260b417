package org.dalgo.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditApiTest {

    @Inject
    TestPeople people;

    @Inject
    AuditLog auditLog;

    @Inject
    AuditRetention retention;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;
    private String manager;

    @BeforeEach
    void anOrganisation() {
        org = people.org();
        manager = people.member(org, "account_manager");
    }

    @Test
    void entriesAreReadNewestFirstAPageAtATime() {
        write("asha@ngo.test", AuditAction.CREATE, "pipeline", "1");
        write("asha@ngo.test", AuditAction.UPDATE, "pipeline", "1");
        write("ravi@ngo.test", AuditAction.DELETE, "pipeline", "1");

        String query = "?resource_type=pipeline&limit=2";
        Integer next = list(query)
                .body("entries.action", contains("delete", "update"))
                .body("entries[0].actor", equalTo("ravi@ngo.test"))
                .body("entries[0].resource_id", equalTo("1"))
                .body("entries[0].details.name", equalTo("=nightly"))
                .extract()
                .path("next");
        list(query + "&before=" + next)
                .body("entries.action", contains("create"))
                .body("next", nullValue());
    }

    @Test
    void entriesAreFiltered() {
        write("asha@ngo.test", AuditAction.CREATE, "pipeline", "1");
        write("ravi@ngo.test", AuditAction.DELETE, "warehouse", "2");

        list("?actor=ASHA@ngo.test").body("entries.resource_type", contains("pipeline"));
        list("?action=delete&resource_type=warehouse").body("entries.actor", contains("ravi@ngo.test"));
        list("?resource_id=2").body("entries.resource_type", contains("warehouse"));
        list("?resource_type=pipeline&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z")
                .body("entries.size()", equalTo(0));
        as(manager).get("/api/audit?from=yesterday").then().statusCode(422);
    }

    @Test
    void anExportIsTextForASpreadsheetAndAnEntryItself() {
        for (int i = 0; i < 3; i++) {
            write("=cmd()", AuditAction.CREATE, "pipeline", Integer.toString(i));
        }

        String csv = as(manager)
                .get("/api/audit/export?resource_type=pipeline")
                .then()
                .statusCode(200)
                .contentType(containsString("text/csv"))
                .extract()
                .asString();

        List<String> lines = csv.lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("id,at,actor");
        assertThat(lines.get(1)).contains("\"'=cmd()\"", "\"{\"\"name\"\":\"\"=nightly\"\"}\"");
        list("?action=export").body("entries.actor", contains(manager));
    }

    @Test
    void anExportThatCannotBeReadIsRefusedAndIsNoEntry() {
        as(manager)
                .get("/api/audit/export?from=0")
                .then()
                .statusCode(422)
                .body("detail[0].loc", contains("query", "from"));
        for (String parameter : List.of("actor", "action", "resource_type", "resource_id")) {
            as(manager)
                    .urlEncodingEnabled(false)
                    .get("/api/audit/export?" + parameter + "=a%00b")
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("U+0000"));
        }
        as(manager).get("/api/audit?action=export").then().body("entries", empty());
    }

    @Test
    void anExportOfManyPagesMissesNone() {
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "insert into audit_entry (org, actor, action, resource_type)"
                                + " select $1, 'many', 'update', 'bulk' from generate_series(1, 1201)",
                        org.id().value())));

        String csv = as(manager).get("/api/audit/export?resource_type=bulk").asString();

        assertThat(csv.lines().skip(1).distinct()).hasSize(1201);
    }

    @Test
    void entriesOfOthersAndOfOtherRolesStayTheirs() {
        write("asha@ngo.test", AuditAction.CREATE, "pipeline", "1");
        OrgView other = people.org();
        String stranger = people.member(other, "account_manager");

        given(stranger, other)
                .get("/api/audit?resource_type=pipeline")
                .then()
                .statusCode(200)
                .body("entries.size()", equalTo(0));
        as(people.member(org, "pipeline_manager")).get("/api/audit").then().statusCode(403);
        as(people.member(org, "report_viewer")).get("/api/audit/export").then().statusCode(403);
    }

    @Test
    void entriesEndAfterAYear() {
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "insert into audit_entry (at, org, actor, action, resource_type)"
                                + " select now() - age * interval '1 day', $1, 'old', 'update', 'age-' || age"
                                + " from unnest(array[364, 366]) as age",
                        org.id().value())));

        TestPeople.await(retention::deleteExpired);

        list("?actor=old").body("entries.resource_type", contains("age-364"));
    }

    private void write(String actor, AuditAction action, String type, String id) {
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> auditLog.recordFor(0, actor, org.id(), action, type, id, Map.of("name", "=nightly"))));
    }

    private ValidatableResponse list(String query) {
        return as(manager).get("/api/audit" + query).then().statusCode(200);
    }

    private RequestSpecification as(String email) {
        return given(email, org);
    }

    private RequestSpecification given(String email, OrgView in) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + people.token(email))
                .header("x-dalgo-org", in.slug());
    }
}
