package org.dalgo.people.member;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GET organizations/users, users/delete, PUT organizations/users, user_role/modify, makeowner, GET data/roles. */
@QuarkusTest
class MemberApiTest {

    @Inject
    TestPeople people;

    @Inject
    TestMail mail;

    @TestHTTPResource
    String root;

    private OrgView org;
    private String owner;
    private String manager;
    private String viewer;

    @BeforeEach
    void anOrganisationWithThreeMembers() {
        org = people.org();
        owner = people.member(org, "account_manager");
        manager = people.member(org, "pipeline_manager");
        viewer = people.member(org, "report_viewer");
    }

    @Test
    void theListHasEverybodyInTheShapeOfTheCurrentUser() {
        as(owner)
                .get("/api/organizations/users")
                .then()
                .statusCode(200)
                .body("email", contains(owner, manager, viewer))
                .body("new_role_slug", contains("account-manager", "pipeline-manager", "report-viewer"))
                .body("role.name", contains("Account manager", "Pipeline manager", "Report viewer"))
                .body("active", contains(true, true, true))
                .body("org.slug", contains(org.slug(), org.slug(), org.slug()))
                .body("[0].landing_dashboard_id", nullValue());
    }

    @Test
    void aCurrentUserHasEachMembershipWithWhatBelongsToItsOwnOrganisation() {
        OrgView other = people.org();
        people.join(other, owner, "report_viewer");
        mail.update(
                "insert into org_plan (org_id, base_plan, superset_included, features, can_upgrade_plan)"
                        + " values ($1, 'Free Trial', false, '{}', true)",
                other.id().value());

        as(owner)
                .get("/api/currentuserv2")
                .then()
                .statusCode(200)
                .body("org.slug", contains(org.slug(), other.slug()))
                .body("new_role_slug", contains("admin", "member"))
                .body("subscription_plan", contains(null, "Free Trial"))
                .body("has_seen_rbac_notice", contains(true, true))
                .body("[0].permissions.slug", hasItem("can_create_invitation"))
                .body("[1].permissions.slug", not(hasItem("can_create_invitation")))
                .body("[1].org.tnc_accepted", nullValue())
                .body("[0].org.logo_url", nullValue());
    }

    @Test
    void theSpellingsOf2024Work() {
        as(viewer)
                .get("/api/currentuser")
                .then()
                .statusCode(200)
                .body("email", equalTo(viewer))
                .body("org.slug", equalTo(org.slug()))
                .body("new_role_slug", equalTo("member"));
        as(viewer)
                .body(Map.of("toupdate_email", viewer, "has_seen_rbac_notice", false))
                .put("/api/organizations/user_self/")
                .then()
                .statusCode(200)
                .body("has_seen_rbac_notice", equalTo(false));
        as(owner)
                .body(Map.of("toupdate_email", viewer, "active", false))
                .put("/api/organizations/users/")
                .then()
                .statusCode(200)
                .body("active", equalTo(false));
        as(owner)
                .body(Map.of("email", viewer))
                .post("/api/organizations/users/delete")
                .then()
                .statusCode(200)
                .body("success", equalTo(1));
    }

    @Test
    void aMemberWhoIsRemovedLosesAccessButKeepsTheAccount() {
        OrgView other = people.org();
        people.join(other, viewer, "report_viewer");
        String token = people.token(viewer);
        given().auth()
                .oauth2(token)
                .header("x-dalgo-org", org.slug())
                .get("/api/currentuserv2")
                .then()
                .statusCode(200);

        remove(owner, viewer).then().statusCode(200).body("success", equalTo(1));

        as(owner).get("/api/organizations/users").then().body("email", contains(owner, manager));
        given().auth()
                .oauth2(people.token(viewer))
                .header("x-dalgo-org", org.slug())
                .get("/api/currentuserv2")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2(people.token(viewer))
                .get("/api/currentuserv2")
                .then()
                .statusCode(200);
        assertThat(audited()).contains("delete org_user " + viewer);
    }

    @Test
    void aStreamOfSomeoneWhoIsRemovedEnds() {
        try (SseClient stream = SseClient.open(root + "api/stream", people.token(viewer), org.slug(), null)) {
            assertThat(stream.status()).isEqualTo(200);
            as(owner)
                    .body(Map.of("email", viewer))
                    .post("/api/organizations/users/delete")
                    .then()
                    .statusCode(200);
            assertThat(stream.closesWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void aMemberRemovesNeitherThemselvesNorStrangersNorHigherRoles() {
        remove(owner, owner).then().statusCode(400);
        remove(owner, "stranger@ngo.test").then().statusCode(400);
        remove(manager, owner).then().statusCode(400);
        given().spec(as(viewer))
                .body(Map.of("email", owner))
                .post("/api/v1/organizations/users/delete")
                .then()
                .statusCode(403);
        as(owner)
                .body(Map.of())
                .post("/api/v1/organizations/users/delete")
                .then()
                .statusCode(422)
                .body("detail[0].loc", hasItem("email"));
    }

    @Test
    void aPipelineManagerChangesRolesUpToTheirOwnLevel() {
        changeRole(manager, viewer, role("pipeline_manager"))
                .then()
                .statusCode(200)
                .body("success", equalTo(1));
        changeRole(manager, viewer, role("account_manager")).then().statusCode(403);
        changeRole(manager, owner, role("report_viewer")).then().statusCode(403);
        changeRole(manager, manager, role("report_viewer")).then().statusCode(400);
        changeRole(owner, "stranger@ngo.test", role("report_viewer")).then().statusCode(400);
        changeRole(owner, viewer, UUID.randomUUID()).then().statusCode(400);
        as(owner)
                .body(Map.of("toupdate_email", viewer, "role_uuid", "x"))
                .post("/api/organizations/user_role/modify/")
                .then()
                .statusCode(422);
        assertThat(mail.to(viewer)).containsExactly("ROLE_CHANGED");
        assertThat(audited()).contains("update org_user " + viewer);
    }

    @Test
    void theLastAccountManagerStays() {
        String staff = people.member(org, "platform_staff");
        changeRole(staff, owner, role("report_viewer")).then().statusCode(400);
        remove(staff, owner).then().statusCode(400);
        update(staff, owner, Map.of("active", false)).then().statusCode(400);

        String second = people.member(org, "account_manager");
        changeRole(second, owner, role("report_viewer")).then().statusCode(200);
    }

    @Test
    void ofTwoAccountManagersWhoRemoveEachOtherAtOnceOneStays() {
        for (int round = 0; round < 5; round++) {
            OrgView contested = people.org();
            String one = people.member(contested, "account_manager");
            String two = people.member(contested, "account_manager");
            String tokenOne = people.token(one);
            String tokenTwo = people.token(two);
            List<CompletableFuture<Response>> both = List.of(
                    CompletableFuture.supplyAsync(() -> removal(tokenOne, contested, two)),
                    CompletableFuture.supplyAsync(() -> removal(tokenTwo, contested, one)));
            both.forEach(CompletableFuture::join);

            assertThat(mail.rows(
                            "select 1 from membership where org_id = $1",
                            contested.id().value()))
                    .hasSize(1);
        }
    }

    @Test
    void anUpdateIsOfTheMembershipNotOfTheSharedAccount() {
        update(owner, viewer, Map.of("active", false))
                .then()
                .statusCode(200)
                .body("email", equalTo(viewer))
                .body("active", equalTo(false));
        OrgView other = people.org();
        people.join(other, viewer, "report_viewer");
        given().auth()
                .oauth2(people.token(viewer))
                .header("x-dalgo-org", org.slug())
                .get("/api/currentuserv2")
                .then()
                .statusCode(401);
        given().auth()
                .oauth2(people.token(viewer))
                .get("/api/currentuserv2")
                .then()
                .body("org.slug", contains(other.slug()));

        update(owner, viewer, Map.of("active", true, "role_uuid", role("pipeline_manager")))
                .then()
                .statusCode(200)
                .body("active", equalTo(true))
                .body("new_role_slug", equalTo("pipeline-manager"));
        update(owner, viewer, Map.of("email", "other@ngo.test")).then().statusCode(400);
        update(manager, owner, Map.of("active", false)).then().statusCode(403);
        update(manager, viewer, Map.of("role_uuid", role("account_manager")))
                .then()
                .statusCode(403);
    }

    @Test
    void anOwnerHandsTheOrganisationOver() {
        as(owner)
                .body(Map.of("new_owner_email", viewer))
                .post("/api/organizations/users/makeowner/")
                .then()
                .statusCode(400);
        as(manager)
                .body(Map.of("new_owner_email", owner))
                .post("/api/organizations/users/makeowner/")
                .then()
                .statusCode(400);
        as(owner)
                .body(Map.of("new_owner_email", manager))
                .post("/api/organizations/users/makeowner/")
                .then()
                .statusCode(200)
                .body("email", equalTo(owner));
        assertThat(roleOf(manager)).isEqualTo("account_manager");
        assertThat(roleOf(owner)).isEqualTo("pipeline_manager");
    }

    @Test
    void rolesAreThoseUpToTheCallersLevelInTheWebAppsWords() {
        as(owner)
                .get("/api/data/roles")
                .then()
                .statusCode(200)
                .body("name", contains("Account manager", "Pipeline manager", "Report viewer"))
                .body("slug", contains("account-manager", "pipeline-manager", "report-viewer"));
        as(viewer).get("/api/data/roles/").then().body("", hasSize(1));
        as(people.member(org, "platform_staff"))
                .get("/api/data/roles")
                .then()
                .body("slug", hasItems("platform-staff", "account-manager"));
    }

    /** The web app preselects the role of the list whose slug is the member's, and saves its id. */
    @Test
    void savingThePreselectedRoleChangesNoMember() {
        for (String member : List.of(owner, manager, viewer)) {
            String editor = people.member(org, "account_manager");
            String before = roleOf(member);
            String slug = as(editor)
                    .get("/api/organizations/users")
                    .path("find { it.email == '" + member + "' }.new_role_slug");
            List<String> preselected =
                    as(editor).get("/api/data/roles").path("findAll { it.slug == '" + slug + "' }.uuid");
            assertThat(preselected).hasSize(1);

            changeRole(editor, member, UUID.fromString(preselected.get(0)))
                    .then()
                    .statusCode(200);

            assertThat(roleOf(member)).isEqualTo(before);
            assertThat(mail.to(member)).isEmpty();
        }
        changeRole(manager, owner, role("account_manager")).then().statusCode(403);
    }

    @Test
    void membersOfOthersAreAsIfTheyWereNot() {
        OrgView other = people.org();
        String stranger = people.member(other, "report_viewer");

        remove(owner, stranger).then().statusCode(400);
        changeRole(owner, stranger, role("report_viewer")).then().statusCode(400);
        update(owner, stranger, Map.of("active", false)).then().statusCode(400);
        assertThat(mail.rows(
                        "select 1 from membership where org_id = $1 and active",
                        other.id().value()))
                .hasSize(1);
    }

    private RequestSpecification as(String email) {
        return request(people.token(email), org);
    }

    private static RequestSpecification request(String token, OrgView org) {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).contentType("application/json");
    }

    private static Response removal(String token, OrgView org, String email) {
        return request(token, org).body(Map.of("email", email)).post("/api/v1/organizations/users/delete");
    }

    private Response remove(String caller, String email) {
        return removal(people.token(caller), org, email);
    }

    private Response changeRole(String caller, String email, UUID role) {
        return as(caller)
                .body(Map.of("toupdate_email", email, "role_uuid", role))
                .post("/api/organizations/user_role/modify/");
    }

    private Response update(String caller, String email, Map<String, ?> change) {
        Map<String, Object> body = new HashMap<>(change);
        body.put("toupdate_email", email);
        return as(caller).body(body).put("/api/v1/organizations/users/");
    }

    private UUID role(String slug) {
        return (UUID) mail.rows("select uuid from role where slug = $1", slug).get(0)[0];
    }

    private String roleOf(String email) {
        return (String) mail.rows(
                        "select r.slug from membership m join account a on a.id = m.account_id"
                                + " join role r on r.id = m.role_id"
                                + " where a.email = $1 and m.org_id = $2",
                        email,
                        org.id().value())
                .get(0)[0];
    }

    private List<String> audited() {
        List<String> entries = new ArrayList<>();
        mail.rows(
                        "select action || ' ' || resource_type || ' ' || resource_id from audit_entry"
                                + " where org_id = $1",
                        org.id().value())
                .forEach(row -> entries.add((String) row[0]));
        return entries;
    }
}
