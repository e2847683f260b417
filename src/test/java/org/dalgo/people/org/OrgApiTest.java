package org.dalgo.people.org;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.people.member.TestMail;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** POST and DELETE v1/organizations, airbyte/v1/workspace, accept-tnc, org-plan. */
@QuarkusTest
@TestProfile(DataProfile.class)
class OrgApiTest {

    @Inject
    TestPeople people;

    @Inject
    TestMail rows;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView home;
    private String staffEmail;
    private String staff;

    @BeforeEach
    void someoneOfThePlatformsStaff() {
        DataStubServers.reset();
        home = people.org();
        staffEmail = people.member(home, "platform_staff");
        staff = people.token(staffEmail);
    }

    @Test
    void anOrganisationIsMadeWithItsWorkspaceItsPlanAndItsFirstMember() {
        String name = "संस्था " + unique();
        Response made = create(Map.of(
                "name", name,
                "base_plan", "Free Trial",
                "subscription_duration", "Trial",
                "superset_included", false,
                "can_upgrade_plan", true,
                "start_date", "2026-08-01",
                "end_date", "2026-08-15",
                "viz_url", "https://viz.example.org"));
        made.then()
                .statusCode(200)
                .body("name", equalTo(name))
                .body("viz_url", nullValue())
                .body("is_demo", equalTo(false));
        String slug = made.path("slug");
        String workspace = made.path("airbyte_workspace_id");
        assertThat(slug).matches("[a-z0-9-]{1,20}");
        assertThat(workspacesNamed(slug)).containsExactly(workspace);
        assertThat(DataStubServers.secrets()).anyMatch(body -> body.contains(slug + "-airbyte-server"));

        as(staff, slug)
                .get("/api/currentuserv2?org_slug=" + slug)
                .then()
                .statusCode(200)
                .body("[0].new_role_slug", equalTo("super-admin"))
                .body("[0].subscription_plan", equalTo("Free Trial"))
                .body("[0].plan_end_date", equalTo("2026-08-15T00:00:00Z"))
                .body("[0].org.viz_url", equalTo("https://viz.example.org/"));
        as(staff, slug)
                .get("/api/orgpreferences/org-plan")
                .then()
                .statusCode(200)
                .body("res.org.slug", equalTo(slug))
                .body("res.base_plan", equalTo("Free Trial"))
                .body("res.features.pipeline", hasItems("Ingest", "Transform", "Orchestrate"))
                .body("res.can_upgrade_plan", equalTo(true))
                .body("res.upgrade_requested", equalTo(false));
        as(staff, slug)
                .body("{}")
                .post("/api/orgpreferences/org-plan/upgrade")
                .then()
                .statusCode(200)
                .body("already_requested", equalTo(false));
        as(staff, slug)
                .body("{}")
                .post("/api/orgpreferences/org-plan/upgrade")
                .then()
                .body("already_requested", equalTo(true));
    }

    @Test
    void aRequestForALargerPlanReachesThePlatformsPeopleOnce() {
        rows("update account set is_platform_admin = true where email = $1 returning id", staffEmail);
        String slug = create(Map.of("name", "Growing " + unique())).path("slug");
        for (int i = 0; i < 2; i++) {
            as(staff, slug)
                    .body("{}")
                    .post("/api/orgpreferences/org-plan/upgrade")
                    .then()
                    .statusCode(200);
        }

        assertThat(rows(
                        "select d.kind from mail_delivery d join org o on o.id = d.org_id"
                                + " where d.recipient = $1 and o.slug = '" + slug + "'",
                        staffEmail))
                .containsExactly(new Object[] {"PLAN_UPGRADE_REQUESTED"});
        as(staff, home.slug())
                .get("/api/notifications/v1?page=1&limit=10")
                .then()
                .statusCode(200)
                .body("total_notifications", equalTo(1))
                .body("res[0].message", startsWith("Growing "))
                .body("res[0].message", containsString(" asks for a larger plan than Dalgo. Write to " + staffEmail));
        rows("update account set is_platform_admin = false where email = $1 returning id", staffEmail);
    }

    private List<Object[]> rows(String statement, Object parameter) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.OPERATOR, () -> TestRows.select(sql, statement, parameter)));
    }

    @Test
    void twoNamesOfOneSlugBecomeTwoSlugs() {
        String part = "same " + unique();
        String first = create(Map.of("name", part + "!")).path("slug");
        String second = create(Map.of("name", part + "?")).path("slug");
        assertThat(second).isEqualTo(first + "-2");
    }

    @Test
    void aNameIsTakenHoweverItIsCapitalised() {
        String name = "Taken " + unique();
        create(Map.of("name", name)).then().statusCode(200);
        create(Map.of("name", name.toUpperCase()))
                .then()
                .statusCode(400)
                .body("detail", containsString("already exists"));
        create(Map.of("name", "x".repeat(51))).then().statusCode(422);
        create(Map.of("name", " ")).then().statusCode(422);
        create(Map.of()).then().statusCode(422);
        create(Map.of("name", "Site " + unique(), "website", "example.org"))
                .then()
                .statusCode(422);
        create(Map.of("name", "Days " + unique(), "start_date", "2026-02-02", "end_date", "2026-01-01"))
                .then()
                .statusCode(422);
        create(Map.of("name", "Days " + unique(), "start_date", "2026-02-30"))
                .then()
                .statusCode(422);
        create(Map.of("name", 7, "superset_included", "maybe")).then().statusCode(422);
    }

    @Test
    void onlyWhoHasThePermissionMakesOrRemovesOrganisations() {
        String owner = people.token(people.member(home, "account_manager"));
        as(owner, home.slug())
                .body(Map.of("name", "No " + unique()))
                .post("/api/v1/organizations/")
                .then()
                .statusCode(403);
        as(owner, home.slug())
                .delete("/api/v1/organizations/" + home.slug() + "?name=" + home.name())
                .then()
                .statusCode(403);
        as(owner, home.slug())
                .get("/api/v1/organizations/operations/" + UUID.randomUUID())
                .then()
                .statusCode(403);
        as(staff, home.slug())
                .get("/api/v1/organizations/operations/" + UUID.randomUUID())
                .then()
                .statusCode(404);
        as(staff, home.slug()).get("/api/v1/organizations/operations/x").then().statusCode(404);
    }

    @Test
    void aRefusalOfAirbyteTakesTheOrganisationBack() {
        fault("workspaces/create", "status", 422, 9);
        String name = "Refused " + unique();
        create(Map.of("name", name))
                .then()
                .statusCode(400)
                .body("detail", containsString("could not create the workspace"));
        assertThat(rows.rows("select 1 from org where name = $1", name)).isEmpty();

        DataStubServers.reset();
        create(Map.of("name", name)).then().statusCode(200);
    }

    @Test
    void aFailureOfAirbyteOrPrefectIsTriedAgain() {
        fault("workspaces/create", "status", 500, 1);
        create(Map.of("name", "Again " + unique())).then().statusCode(200);
    }

    @Test
    void anAnswerThatGotLostMakesNoSecondWorkspace() {
        fault("workspaces/create", "lost_answer", 0, 1);
        String slug = create(Map.of("name", "Lost " + unique()))
                .then()
                .statusCode(200)
                .extract()
                .path("slug");
        assertThat(workspacesNamed(slug)).hasSize(1);
    }

    @Test
    void aForeignWorkspaceOfTheSameNameIsNotTakenOver() {
        String name = "Foreign " + unique();
        String slug = Slug.of(name);
        String foreign = given().contentType("application/json")
                .body(Map.of("name", slug, "organizationId", "00000000-0000-0000-0000-000000000000"))
                .post(DataStubServers.airbyteUrl() + "/api/v1/workspaces/create")
                .path("workspaceId");
        String ours = create(Map.of("name", name)).path("airbyte_workspace_id");
        assertThat(ours).isNotNull().isNotEqualTo(foreign);
    }

    @Test
    void anOrganisationIsRemovedWithAllThatItHasElsewhere() {
        String name = "Ending " + unique();
        Response made = create(Map.of("name", name));
        String slug = made.path("slug");
        String workspace = made.path("airbyte_workspace_id");
        OrgView org = TestPeople.await(() -> orgs.find(slug)).orElseThrow();
        String only = people.member(org, "report_viewer");
        String elsewhere = people.member(org, "report_viewer");
        people.join(home, elsewhere, "report_viewer");
        String token = people.token(only);

        as(staff, home.slug())
                .delete("/api/v1/organizations/" + slug + "?name=wrong")
                .then()
                .statusCode(400);
        as(staff, home.slug())
                .delete("/api/v1/organizations/unknown-org?name=x")
                .then()
                .statusCode(404);
        String operation = as(staff, home.slug())
                .queryParam("name", name)
                .delete("/api/v1/organizations/" + slug)
                .then()
                .statusCode(202)
                .body("state", equalTo("running"))
                .extract()
                .path("id");
        given().auth().oauth2(token).get("/api/currentuserv2").then().statusCode(not(200));

        ended(operation).then().body("state", equalTo("done")).body("left_behind", equalTo(List.of()));
        assertThat(workspacesNamed(slug)).doesNotContain(workspace);
        assertThat(DataStubServers.deletedInPrefect("block_documents")).isPositive();
        assertThat(rows.rows("select 1 from org where slug = $1", slug)).isEmpty();
        assertThat(rows.rows("select 1 from account where email = $1", only)).isEmpty();
        assertThat(rows.rows("select 1 from account where email in ($1, $2)", elsewhere, staffEmail))
                .hasSize(2);
        assertThat(rows.rows("select 1 from audit_entry where action = 'delete' and resource_id = $1", slug))
                .hasSize(2);
        // What it may have left on a worker's disk is not to be found by another.
        assertThat(create(Map.of("name", name)).<String>path("slug"))
                .isNotEqualTo(slug)
                .startsWith("ending-");
    }

    @Test
    void aFailureWhileRemovingIsTriedAgain() {
        String name = "Stubborn " + unique();
        String slug = create(Map.of("name", name)).path("slug");
        fault("workspaces/delete", "status", 500, 1);
        String operation = as(staff, home.slug())
                .queryParam("name", name)
                .delete("/api/v1/organizations/" + slug)
                .path("id");
        ended(operation).then().body("state", equalTo("done")).body("left_behind", equalTo(List.of()));
        assertThat(workspacesNamed(slug)).isEmpty();
    }

    @Test
    void rowsThatTheDatabaseKeepsAreTriedAgainBeyondTheLastAttempt() throws SQLException {
        String name = "Clinging " + unique();
        String slug = create(Map.of("name", name)).path("slug");
        Object org = rows.rows("select id from org where slug = $1", slug).get(0)[0];
        owner("create function cling() returns trigger language plpgsql as $$ begin" + " if old.id = " + org
                + " then raise 'it clings'; end if; return old; end $$");
        owner("create trigger cling before delete on org for each row execute function cling()");
        String operation = as(staff, home.slug())
                .queryParam("name", name)
                .delete("/api/v1/organizations/" + slug)
                .path("id");
        String job = "from job where kind = 'org-delete' and payload::text like '%" + operation + "%'";
        await().until(() ->
                !rows.rows("select 1 " + job + " and last_error is not null").isEmpty());
        rows.update("update job set attempt = 20, due = now() where id in (select id " + job + ")");
        await().until(() -> !rows.rows("select 1 " + job + " and attempt = 21 and leased_until is null")
                .isEmpty());
        assertThat(rows.rows("select 1 " + job + " and gave_up_at is null")).hasSize(1);

        owner("drop function cling() cascade");
        rows.update("update job set due = now() where id in (select id " + job + ")");
        ended(operation).then().body("state", equalTo("done"));
    }

    @Test
    void anOrganisationWithoutAWorkspaceGetsOne() {
        as(staff, home.slug())
                .body(Map.of("name", "x"))
                .post("/api/airbyte/v1/workspace/")
                .then()
                .statusCode(200)
                .body("name", equalTo(home.slug()))
                .body("initialSetupComplete", equalTo(true));
        people.audit(home, "org")
                .body("entries.actor", contains(staffEmail))
                .body("entries[0].details.workspace", notNullValue());
        as(staff, home.slug())
                .body(Map.of("name", "x"))
                .post("/api/airbyte/v1/workspace/")
                .then()
                .statusCode(400);
    }

    @Test
    void termsAreAcceptedOnceAndNotByAConsultant() {
        String consultant = people.member(home, "pipeline_manager");
        rows.update("update account set is_consultant = true where email = $1", consultant);
        as(people.token(consultant), home.slug())
                .body("{}")
                .post("/api/organizations/accept-tnc/")
                .then()
                .statusCode(400);
        as(staff, home.slug())
                .body("{}")
                .post("/api/organizations/accept-tnc/")
                .then()
                .statusCode(200)
                .body("success", equalTo(1));
        as(staff, home.slug())
                .body("{}")
                .post("/api/organizations/accept-tnc/")
                .then()
                .statusCode(400);
        as(staff, home.slug()).get("/api/currentuserv2").then().body("[0].org.tnc_accepted", equalTo(true));
        as(staff, home.slug()).get("/api/orgpreferences/org-plan").then().statusCode(400);
    }

    @Inject
    OrgService orgs;

    @Inject
    AgroalDataSource database;

    private Response create(Map<String, ?> body) {
        return as(staff, home.slug()).body(body).post("/api/v1/organizations/");
    }

    /** What only the owner of the tables may. */
    private void owner(String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement change = connection.createStatement()) {
            change.execute(statement);
        }
    }

    private Response ended(String operation) {
        String path = "/api/v1/organizations/operations/" + operation;
        await().atMost(Duration.ofSeconds(40))
                .until(() -> !"running".equals(as(staff, home.slug()).get(path).path("state")));
        return as(staff, home.slug()).get(path);
    }

    private static RequestSpecification as(String token, String slug) {
        return given().auth().oauth2(token).header("x-dalgo-org", slug).contentType("application/json");
    }

    private static void fault(String path, String action, int status, int times) {
        given().contentType("application/json")
                .body(Map.of("match", path, "times", times, "action", action, "status", status))
                .post(DataStubServers.airbyteUrl() + "/_sandbox/faults")
                .then()
                .statusCode(204);
    }

    private static List<String> workspacesNamed(String slug) {
        return given().contentType("application/json")
                .body(Map.of("organizationId", "00000000-0000-0000-0000-000000000000", "nameContains", slug))
                .post(DataStubServers.airbyteUrl() + "/api/v1/workspaces/list_by_organization_id")
                .jsonPath()
                .getList("workspaces.workspaceId");
    }

    private static String unique() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
