package org.dalgo.data.ingest.consent;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.CanarySecrets;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class ConsentApiTest {

    private static final String PAGE = "http://localhost:3001/oauth/airbyte/callback?";

    @Inject
    IngestFixture ingest;

    @Inject
    TestPeople people;

    private OrgView org;
    private RequestSpecification manager;

    @BeforeEach
    void anOrganisationWithAWorkspace() {
        DataStubServers.reset();
        DataStubServers.googleAnswers(CanarySecrets.GOOGLE_TOKEN);
        org = ingest.org();
        manager = ingest.as(org, "account_manager");
    }

    @Test
    void aSheetIsReadWithTheConsentingAccount() {
        URI consent = request(manager);
        assertThat(consent.toString())
                .startsWith("https://accounts.google.com/o/oauth2/v2/auth?client_id=dalgo-client&redirect_uri=https%3A")
                .contains("response_type=code", "access_type=offline", "prompt=consent", "spreadsheets.readonly")
                .doesNotContain(CanarySecrets.GOOGLE_CLIENT);

        String handle = handle(come(state(consent), "a/code+1"));
        assertThat(DataStubServers.googleWasAsked())
                .singleElement()
                .asString()
                .contains("code=a%2Fcode%2B1", "grant_type=authorization_code", "client_id=dalgo-client");
        String id = manager.body(sheet("Attendance", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(200)
                .extract()
                .path("sourceId");

        assertThat(DataStubServers.airbyteList("sources/list", ingest.workspace(org)))
                .contains(id, "\"auth_type\":\"Client\"");
        manager.get("/api/airbyte/sources/" + id)
                .then()
                .body("connectionConfiguration.credentials.auth_type", is("Client"))
                .body("connectionConfiguration.credentials.refresh_token", is("**********"))
                .body("connectionConfiguration.credentials.client_secret", is("**********"));
        people.audit(org, "data_source").body("entries[0].details.name", is("Attendance"));
        assertThat(pending()).isEmpty();
    }

    @Test
    void aHandleIsGoodOnceAndAStateToo() {
        URI consent = request(manager);
        String handle = handle(come(state(consent), "code"));
        assertThat(come(state(consent), "code")).isEqualTo(PAGE + "error=oauth_failed");
        manager.body(sheet("Attendance", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(200);

        manager.body(sheet("Attendance 2", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(400)
                .body("detail", containsString("sign in again"));
    }

    @Test
    void whatAirbyteRefusesCanBeMendedWithTheSameConsent() {
        String handle = handle(come(state(request(manager)), "code"));
        manager.body(sheet("Attendance", handle, Map.of()))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(400)
                .body("detail", containsString("spreadsheet_id"));

        manager.body(sheet("Attendance", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(200);
    }

    @Test
    void aSourceIsGivenAnotherAccount() {
        String id = manager.body(sheet("Attendance", handle(come(state(request(manager)), "code"))))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .extract()
                .path("sourceId");
        String handle = handle(come(state(request(manager)), "another"));

        manager.body(sheet("Attendance of 2026", handle))
                .put("/api/airbyte/sources/oauth/" + id)
                .then()
                .statusCode(200)
                .body("sourceId", is(id));
        manager.get("/api/airbyte/sources/" + id).then().body("name", is("Attendance of 2026"));
        for (String unknown : List.of(UUID.randomUUID().toString(), "x")) {
            manager.body(sheet("x", handle))
                    .put("/api/airbyte/sources/oauth/" + unknown)
                    .then()
                    .statusCode(404);
        }
        UUID faker = ingest.faker(org, "Supporters");
        manager.body(sheet("x", handle(come(state(request(manager)), "code"))))
                .put("/api/airbyte/sources/oauth/" + faker)
                .then()
                .statusCode(403);
    }

    @Test
    void aConsentIsValidForItsRequesterOnly() {
        String handle = handle(come(state(request(manager)), "code"));

        ingest.as(org, "account_manager")
                .body(sheet("Attendance", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(403);
        // The existence of another organisation's consent is not disclosed.
        OrgView other = ingest.org();
        ingest.as(other, "account_manager")
                .body(sheet("Attendance", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(400);
        manager.body(sheet("Attendance", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(200);
    }

    @Test
    void everyReturnFromGoogleLeadsToTheWebApp() {
        assertThat(come("made-up", "code")).isEqualTo(PAGE + "error=oauth_failed");
        assertThat(led(Map.of("error", "access_denied", "state", state(request(manager)))))
                .isEqualTo(PAGE + "error=access_denied");
        assertThat(led(Map.of("error", "<script>"))).isEqualTo(PAGE + "error=oauth_failed");
        assertThat(led(Map.of("state", "x"))).isEqualTo(PAGE + "error=missing_code_or_state");
        assertThat(led(Map.of())).isEqualTo(PAGE + "error=missing_code_or_state");

        DataStubServers.googleAnswers(null);
        assertThat(come(state(request(manager)), "code")).isEqualTo(PAGE + "error=oauth_failed");
        DataStubServers.googleAnswers("");
        assertThat(come(state(request(manager)), "code")).isEqualTo(PAGE + "error=oauth_failed");
    }

    @Test
    void whatIsTooOldOpensNothing() {
        String late = state(request(manager));
        String handle = handle(come(state(request(manager)), "code"));
        ingest.update(
                org,
                "update google_consent set expires_at = now() - interval '1 second' where org_id = $1",
                org.id().value());

        assertThat(come(late, "code")).isEqualTo(PAGE + "error=oauth_failed");
        manager.body(sheet("Attendance", handle))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(400);
    }

    @Test
    void onlyGoogleConnectorsGetAConsent() {
        manager.body(Map.of("sourceDefId", IngestFixture.POSTGRES, "sourceName", "Google Sheets"))
                .post("/api/airbyte/sources/oauth/consent/")
                .then()
                .statusCode(400);
        manager.body(Map.of("sourceDefId", IngestFixture.SHEETS, "sourceName", "Salesforce"))
                .post("/api/airbyte/sources/oauth/consent/")
                .then()
                .statusCode(400);
        manager.body(Map.of("sourceDefId", "x", "sourceName", "google  SHEETS"))
                .post("/api/airbyte/sources/oauth/consent/")
                .then()
                .statusCode(422)
                .body("detail[0].loc", hasItem("sourceDefId"));
        manager.body(Map.of("sourceName", "Google Sheets"))
                .post("/api/airbyte/sources/oauth/consent/")
                .then()
                .statusCode(422);
        manager.body(sheet("x", "handle", Map.of("spreadsheet_id", "x", "credentials", Map.of("auth_type", "Client"))))
                .post("/api/airbyte/sources/oauth/create/")
                .then()
                .statusCode(422)
                .body("detail[0].loc", hasItem("config"));
        ingest.as(org, "report_viewer")
                .body(Map.of("sourceDefId", IngestFixture.SHEETS, "sourceName", "Google Sheets"))
                .post("/api/airbyte/sources/oauth/consent/")
                .then()
                .statusCode(403)
                .body("authUrl", nullValue());
    }

    private List<Object[]> pending() {
        return ingest.rows(
                org, "select id from google_consent where org_id = $1", org.id().value());
    }

    private static URI request(RequestSpecification person) {
        return URI.create(person.body(Map.of("sourceDefId", IngestFixture.SHEETS, "sourceName", "google sheets"))
                .post("/api/airbyte/sources/oauth/consent/")
                .then()
                .statusCode(200)
                .extract()
                .path("authUrl"));
    }

    private static String state(URI consent) {
        Matcher state = Pattern.compile("[?&]state=([A-Za-z0-9_-]{64})(&|$)").matcher(consent.toString());
        assertThat(state.find()).as("a state in %s", consent).isTrue();
        return state.group(1);
    }

    private static String come(String state, String code) {
        return led(Map.of("state", state, "code", code));
    }

    private static String led(Map<String, String> query) {
        ValidatableResponse answer = given().redirects()
                .follow(false)
                .queryParams(query)
                .get("/api/airbyte/sources/oauth/callback")
                .then()
                .statusCode(302);
        return answer.extract().header("Location");
    }

    private static String handle(String address) {
        assertThat(address).startsWith(PAGE + "refresh_token_ref=");
        return address.substring(address.indexOf('=') + 1);
    }

    private static Map<String, Object> sheet(String name, String handle) {
        return sheet(name, handle, Map.of("spreadsheet_id", "https://docs.google.com/spreadsheets/d/1/edit"));
    }

    private static Map<String, Object> sheet(String name, String handle, Map<String, Object> config) {
        Map<String, Object> body = new HashMap<>(IngestFixture.source(name, IngestFixture.SHEETS, config));
        body.put("sourceName", "Google Sheets");
        body.put("refresh_token_ref", handle);
        return body;
    }
}
