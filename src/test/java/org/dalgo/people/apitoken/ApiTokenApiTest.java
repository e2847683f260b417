package org.dalgo.people.apitoken;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.member.TestMail;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** POST, GET and DELETE organizations/api-tokens, and what a program may do with a token. */
@QuarkusTest
class ApiTokenApiTest {

    private static final String TOKENS = "/api/organizations/api-tokens";
    private static final String PIPELINES = "/api/prefect/v1/flows/";
    private static final String MEMBERS = "/api/organizations/users";

    @Inject
    TestPeople people;

    @Inject
    TestMail rows;

    private OrgView org;
    private String manager;
    private String session;

    @BeforeEach
    void anAccountManager() {
        org = people.org();
        manager = people.member(org, "account_manager");
        session = people.token(manager);
    }

    @Test
    void aTokenIsShownOnceAndActsWithItsPermissionsAlone() {
        Response created = create("nightly", List.of("can_view_pipelines"), 30);
        created.then()
                .statusCode(200)
                .body("token", startsWith("dalgo_"))
                .body("created.name", equalTo("nightly"))
                .body("created.created_by", equalTo(manager))
                .body("created.last_used_at", nullValue());
        String token = created.path("token");

        with(token).get(PIPELINES).then().statusCode(200);
        with(token).get(MEMBERS).then().statusCode(403).body("code", equalTo("FORBIDDEN"));
        manages(session)
                .get(TOKENS)
                .then()
                .statusCode(200)
                .body("name", hasItem("nightly"))
                .body(not(containsString(token)));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        manages(session).get(TOKENS).jsonPath().getString("[0].last_used_at"))
                .isNotNull());
        assertThat(rows.rows(
                        "select t::text from api_token t where org_id = $1",
                        org.id().value()))
                .hasSize(1)
                .allSatisfy(row -> assertThat((String) row[0]).doesNotContain(token));
    }

    @Test
    void aTokenOpensNoRouteOfAPerson() {
        String token = token("everything", "can_view_orgusers", "can_edit_orguser", "can_view_audit");

        for (String route : List.of("/api/sessions", "/api/notifications/v1", "/api/userpreferences/", "/api/stream")) {
            with(token).get(route).then().statusCode(403);
        }
        with(token)
                .body(Map.of("password", "another horse battery", "confirmPassword", "another horse battery"))
                .post("/api/users/change_password/")
                .then()
                .statusCode(403);
        with(token).body("{}").post("/api/logout/all").then().statusCode(403);
        with(token).get(TOKENS).then().statusCode(403);
        manages(session).get(TOKENS).then().statusCode(200);
    }

    @Test
    void aTokenIsNoCookie() {
        String token = token("cookie", "can_view_pipelines");

        given().cookie("access_token", token).get(PIPELINES).then().statusCode(401);
    }

    @Test
    void nobodyGivesATokenWhatTheyMayNotDo() {
        for (String slug : List.of("can_create_org", "can_manage_api_tokens", "no_permission", "org-member")) {
            create("too much", List.of("can_view_pipelines", slug), 30)
                    .then()
                    .statusCode(422)
                    .body("detail[0].loc", hasItem("permissions"));
        }
        for (int days : new int[] {0, 366}) {
            create("too long", List.of("can_view_pipelines"), days).then().statusCode(422);
        }
        create("nothing", List.of(), 30).then().statusCode(422);
        create(" ", List.of("can_view_pipelines"), 30).then().statusCode(422);
        manages(session).get(TOKENS).then().body("size()", equalTo(0));
    }

    @Test
    void aNameIsTakenOnce() {
        token("nightly", "can_view_pipelines");

        create(" nightly", List.of("can_view_pipelines"), 30).then().statusCode(409);
    }

    @Test
    void aRevokedTokenIsRefusedAtOnce() {
        Response created = create("leaked", List.of("can_view_pipelines"), 30);
        String token = created.path("token");
        String id = created.path("created.id");
        with(token).get(PIPELINES).then().statusCode(200);

        manages(session).delete(TOKENS + "/" + id).then().statusCode(200);

        with(token).get(PIPELINES).then().statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
        manages(session).delete(TOKENS + "/" + id).then().statusCode(404);
        people.audit(org, "api_token")
                .body("entries.action", hasItem("delete"))
                .body("entries.action", hasItem("create"))
                .body(not(containsString(token)));
    }

    @Test
    void anExpiredTokenIsRefused() {
        Response created = create("old", List.of("can_view_pipelines"), 1);
        rows.update(
                "update api_token set created_at = now() - interval '2 days', expires_at = now() - interval '1 second'"
                        + " where id = $1",
                UUID.fromString(created.path("created.id")));

        with(created.path("token")).get(PIPELINES).then().statusCode(401);
    }

    @Test
    void aTokenLosesWhatItsCreatorLoses() {
        String owner = people.member(org, "account_manager");
        String token = token("creator", "can_view_pipelines", "can_view_orgusers");
        with(token).get(PIPELINES).then().statusCode(200);
        String viewer = given().auth()
                .oauth2(people.token(owner))
                .get("/api/data/roles")
                .jsonPath()
                .getString("find { it.slug == 'report-viewer' }.uuid");

        manages(people.token(owner))
                .body(Map.of("toupdate_email", manager, "role_uuid", viewer))
                .post("/api/organizations/user_role/modify/")
                .then()
                .statusCode(200);

        with(token).get(PIPELINES).then().statusCode(403);
        with(token).get(MEMBERS).then().statusCode(200);
    }

    @Test
    void aTokenEndsWithItsCreatorsMembership() {
        String owner = people.member(org, "account_manager");
        String token = token("creator", "can_view_pipelines");
        with(token).get(PIPELINES).then().statusCode(200);

        manages(people.token(owner))
                .body(Map.of("email", manager))
                .post("/api/v1/organizations/users/delete")
                .then()
                .statusCode(200);

        with(token).get(PIPELINES).then().statusCode(401);
        manages(people.token(owner)).get(TOKENS).then().body("size()", equalTo(0));
        people.join(org, manager, "account_manager");
        with(token).get(PIPELINES).then().statusCode(401);
    }

    @Test
    void aTokenActsInItsOrganisationOnly() {
        OrgView other = people.org();
        people.join(other, manager, "account_manager");
        String token = token("here", "can_view_pipelines");

        given().auth()
                .oauth2(token)
                .header("x-dalgo-org", other.slug())
                .get(PIPELINES)
                .then()
                .statusCode(401);
        given().auth().oauth2(token).get(PIPELINES).then().statusCode(200);
    }

    @Test
    void anotherOrganisationNeitherSeesNorRevokesIt() {
        Response created = create("ours", List.of("can_view_pipelines"), 30);
        OrgView other = people.org();
        String stranger = people.token(people.member(other, "account_manager"));

        RequestSpecification elsewhere = given().auth().oauth2(stranger).header("x-dalgo-org", other.slug());
        elsewhere.get(TOKENS).then().statusCode(200).body("size()", equalTo(0));
        given().auth()
                .oauth2(stranger)
                .header("x-dalgo-org", other.slug())
                .delete(TOKENS + "/" + created.<String>path("created.id"))
                .then()
                .statusCode(404);
        with(created.path("token")).get(PIPELINES).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pipeline_manager", "report_viewer"})
    void onlyAccountManagersManageTokens(String role) {
        String token = people.token(people.member(org, role));

        manages(token).get(TOKENS).then().statusCode(403);
        manages(token)
                .body(Map.of("name", "x", "permissions", List.of("can_view_flags"), "expires_in_days", 1))
                .post(TOKENS)
                .then()
                .statusCode(403);
        manages(token).delete(TOKENS + "/" + UUID.randomUUID()).then().statusCode(403);
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (String text : List.of("dalgo_", "dalgo_x", "dalgo_" + "A".repeat(43), "dalgo_" + "A".repeat(5000))) {
            with(text).get(PIPELINES).then().statusCode(401);
        }
    }

    private String token(String name, String... permissions) {
        Response created = create(name, List.of(permissions), 30);
        created.then().statusCode(200);
        return created.path("token");
    }

    private Response create(String name, List<String> permissions, int days) {
        return manages(session)
                .body(Map.of("name", name, "permissions", permissions, "expires_in_days", days))
                .post(TOKENS);
    }

    private RequestSpecification manages(String token) {
        return with(token).header("x-dalgo-org", org.slug());
    }

    private static RequestSpecification with(String token) {
        return given().auth().oauth2(token).contentType("application/json");
    }
}
