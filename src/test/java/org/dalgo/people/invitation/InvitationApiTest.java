package org.dalgo.people.invitation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.member.TestMail;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** users/invite, users/invite/accept, users/invitations, resend and delete. */
@QuarkusTest
class InvitationApiTest {

    private static final String PASSWORD = "a sentence nobody guesses 7";

    @Inject
    TestPeople people;

    @Inject
    TestMail mail;

    private OrgView org;
    private String owner;
    private String guest;

    @BeforeEach
    void anOrganisation() {
        org = people.org();
        owner = people.member(org, "account_manager");
        guest = "guest-" + UUID.randomUUID().toString().substring(0, 8) + "@ngo.test";
    }

    @Test
    void someoneNewAcceptsWithAPasswordAndIsAMemberThen() {
        String role = role("pipeline_manager");
        invite(owner, " " + guest.toUpperCase() + " ", role)
                .then()
                .statusCode(200)
                .body("invited_role_uuid", equalTo(role));
        assertThat(mail.to(guest)).containsExactly("INVITATION");
        as(owner)
                .get("/api/v1/users/invitations/")
                .then()
                .statusCode(200)
                .body("invited_email", contains(guest))
                .body("[0].invited_role.name", equalTo("Pipeline manager"))
                .body("[0].invited_on", containsString("Z"));

        String code = mail.code(guest);
        accept(code, null, null)
                .then()
                .statusCode(400)
                .body("detail", allOf(containsString("password"), containsString("required")));
        accept(code, PASSWORD, "no such domain").then().statusCode(422);
        accept(code, PASSWORD, "leadership")
                .then()
                .statusCode(200)
                .body("email", equalTo(guest))
                .body("org.slug", equalTo(org.slug()))
                .body("new_role_slug", equalTo("pipeline-manager"))
                .body("work_domain", equalTo("leadership"));

        as(owner).get("/api/v1/users/invitations/").then().body("", empty());
        accept(code, PASSWORD, null).then().statusCode(400);
        given().contentType("application/json")
                .body(Map.of("username", guest, "password", PASSWORD))
                .post("/api/v2/login/")
                .then()
                .statusCode(200);
    }

    @Test
    void aVerifiedAccountIsAMemberAtOnceAndTheAnswerIsTheSame() {
        String known = people.member(people.org(), "report_viewer");
        mail.update("update account set email_verified = true where email = $1", known);
        String role = role("report_viewer");

        Response toKnown = invite(owner, known, role);
        Response toNew = invite(owner, guest, role);

        assertThat(toKnown.statusCode()).isEqualTo(200);
        assertThat(toKnown.asString().replace(known, "x"))
                .isEqualTo(toNew.asString().replace(guest, "x"));
        assertThat(mail.to(known)).containsExactly("ADDED_TO_ORGANISATION");
        as(owner).get("/api/organizations/users").then().body("email", hasItem(known));
        invite(owner, known, role).then().statusCode(400);
    }

    @Test
    void anUnverifiedAccountGetsNoMembershipAtOnce() {
        String squatted = people.member(people.org(), "report_viewer");
        String formerToken = people.token(squatted);
        invite(owner, squatted, role("report_viewer")).then().statusCode(200);
        assertThat(mail.to(squatted)).containsExactly("INVITATION");

        String code = mail.code(squatted);
        accept(code, null, null).then().statusCode(400).body("detail", containsString("required"));
        accept(code, PASSWORD, null).then().statusCode(200);
        given().contentType("application/json")
                .body(Map.of("username", squatted, "password", TestPeople.PASSWORD))
                .post("/api/login/")
                .then()
                .statusCode(400);
        assertThat(formerToken).isNotEmpty();
    }

    @Test
    void invitingAgainReplacesRoleAndCode() {
        invite(owner, guest, role("report_viewer")).then().statusCode(200);
        String first = mail.code(guest);
        invite(owner, guest, role("pipeline_manager")).then().statusCode(200);

        accept(first, PASSWORD, null).then().statusCode(400);
        as(owner).get("/api/v1/users/invitations/").then().body("invited_role.name", contains("Pipeline manager"));
        assertThat(mail.to(guest)).containsExactly("INVITATION", "INVITATION");
    }

    @Test
    void anInvitationExpiresAndCanBeSentAgain() {
        invite(owner, guest, role("report_viewer"));
        String code = mail.code(guest);
        mail.update("update invitation set expires_at = now() - interval '1 second' where email = $1", guest);
        accept(code, PASSWORD, null).then().statusCode(400).body("detail", not(containsString("password")));

        as(owner)
                .body("{}")
                .post("/api/users/invitations/resend/" + id(guest))
                .then()
                .statusCode(200)
                .body("success", equalTo(1));
        accept(code, PASSWORD, null).then().statusCode(400);
        accept(mail.code(guest), PASSWORD, null).then().statusCode(200);
    }

    @Test
    void aDeletedInvitationGrantsNothing() {
        invite(owner, guest, role("report_viewer"));
        String code = mail.code(guest);
        long id = id(guest);
        as(owner)
                .delete("/api/users/invitations/delete/" + id)
                .then()
                .statusCode(200)
                .body("success", equalTo(1));
        as(owner).delete("/api/users/invitations/delete/" + id).then().statusCode(404);
        accept(code, PASSWORD, null).then().statusCode(400);
    }

    @Test
    void invitationsAboveTheOwnLevelOrIntoAnUnknownRoleAreRefused() {
        String manager = people.member(org, "pipeline_manager");
        invite(manager, guest, role("account_manager")).then().statusCode(400);
        invite(owner, guest, UUID.randomUUID().toString()).then().statusCode(400);
        invite(owner, "no address", role("report_viewer")).then().statusCode(422);
        invite(owner, guest, "no uuid").then().statusCode(422);
        as(owner)
                .body(Map.of("invited_role_uuid", role("report_viewer")))
                .post("/api/v1/organizations/users/invite/")
                .then()
                .statusCode(422)
                .body("detail[0].loc", contains("body", "payload", "invited_email"));
        invite(people.member(org, "report_viewer"), guest, role("report_viewer"))
                .then()
                .statusCode(403);

        invite(owner, guest, role("account_manager")).then().statusCode(200);
        as(manager).delete("/api/users/invitations/delete/" + id(guest)).then().statusCode(403);
        assertThat(mail.to(guest)).hasSize(1);
    }

    @Test
    void invitationsOfOthersAreAsIfTheyWereNot() {
        invite(owner, guest, role("report_viewer"));
        long theirs = id(guest);
        OrgView other = people.org();
        String stranger = people.member(other, "account_manager");

        request(people.token(stranger), other)
                .body("{}")
                .post("/api/users/invitations/resend/" + theirs)
                .then()
                .statusCode(404);
        request(people.token(stranger), other)
                .delete("/api/users/invitations/delete/" + theirs)
                .then()
                .statusCode(404);
        request(people.token(stranger), other)
                .get("/api/v1/users/invitations/")
                .then()
                .body("", empty());
        assertThat(mail.to(guest)).hasSize(1);
    }

    @Test
    void aRemovedMembersWaitingInvitationsGoAndThoseTheyIssuedStay() {
        String manager = people.member(org, "pipeline_manager");
        invite(manager, guest, role("report_viewer")).then().statusCode(200);
        as(owner)
                .body(Map.of("email", manager))
                .post("/api/v1/organizations/users/delete")
                .then()
                .statusCode(200);
        as(owner).get("/api/v1/users/invitations/").then().body("invited_email", contains(guest));
    }

    @Test
    void theSpellingsOf2024Work() {
        as(owner)
                .body(Map.of("invited_email", guest, "invited_role_slug", "pipeline_manager"))
                .post("/api/organizations/users/invite/")
                .then()
                .statusCode(200)
                .body("invited_email", equalTo(guest))
                .body("invited_role_slug", equalTo("pipeline_manager"));
        as(owner)
                .body(Map.of("invited_email", guest, "invited_role_slug", "pipeline-manager"))
                .post("/api/organizations/users/invite/")
                .then()
                .statusCode(200);
        as(owner)
                .get("/api/users/invitations/")
                .then()
                .statusCode(200)
                .body("invited_email", contains(guest))
                .body("[0].invited_role.name", equalTo("Pipeline manager"));
        as(owner)
                .body(Map.of("invited_email", guest, "invited_role_slug", "no_such_role"))
                .post("/api/organizations/users/invite/")
                .then()
                .statusCode(400);
        as(people.member(org, "pipeline_manager"))
                .body(Map.of("invited_email", guest, "invited_role_slug", "account_manager"))
                .post("/api/organizations/users/invite/")
                .then()
                .statusCode(anyOf(equalTo(400), equalTo(403)));

        given().contentType("application/json")
                .body(Map.of("invite_code", mail.code(guest), "password", PASSWORD))
                .post("/api/organizations/users/invite/accept/")
                .then()
                .statusCode(200)
                .body("email", equalTo(guest));
    }

    @Test
    void rowsKeepNoCode() {
        invite(owner, guest, role("report_viewer"));
        assertThat(mail.rows(
                                "select octet_length(code_hash), position('invite' in encode(contents, 'escape')) from invitation i"
                                        + " join mail_delivery d on d.recipient = i.email where i.email = $1",
                                guest)
                        .get(0))
                .containsExactly(32, 0);
    }

    private Response invite(String caller, String email, String role) {
        return as(caller)
                .body(Map.of("invited_email", email, "invited_role_uuid", role))
                .post("/api/v1/organizations/users/invite/");
    }

    private static Response accept(String code, String password, String domain) {
        Map<String, String> body = new HashMap<>();
        body.put("invite_code", code);
        body.put("password", password);
        body.put("work_domain", domain);
        return given().contentType("application/json").body(body).post("/api/v1/organizations/users/invite/accept/");
    }

    private RequestSpecification as(String email) {
        return request(people.token(email), org);
    }

    private static RequestSpecification request(String token, OrgView org) {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).contentType("application/json");
    }

    private String role(String slug) {
        return mail.rows("select uuid from role where slug = $1", slug)
                .get(0)[0]
                .toString();
    }

    private long id(String email) {
        return ((Number) mail.rows("select id from invitation where email = $1", email)
                        .get(0)[0])
                .longValue();
    }
}
