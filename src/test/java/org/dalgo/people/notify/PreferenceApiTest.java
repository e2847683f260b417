package org.dalgo.people.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PreferenceApiTest {

    private static final String WEBHOOK = "https://localhost/api/webhooks/1/planted-webhook-token";

    @Inject
    TestPeople people;

    @Inject
    TestNotifications notices;

    private OrgView org;
    private String manager;
    private String viewer;

    @BeforeEach
    void members() {
        org = people.org();
        manager = people.member(org, "account_manager");
        viewer = people.member(org, "report_viewer");
    }

    @Test
    void whoNeverChoseHasTheDefaultsAndReadingWritesNothing() {
        notices.as(org, viewer)
                .get("/api/userpreferences/")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .body("res.enable_email_notifications", equalTo(false))
                .body("res.disclaimer_shown", equalTo(false))
                .body("res.last_visited_transform_tab", nullValue())
                .body("res.is_llm_active", equalTo(false))
                .body("res.enable_llm_requested", equalTo(false))
                .body("res.trial_walkthrough", anEmptyMap());
        orgPreferences(viewer)
                .body("res.org.slug", equalTo(org.slug()))
                .body("res.org.name", equalTo(org.name()))
                .body("res.llm_optin", equalTo(false))
                .body("res.enable_discord_notifications", equalTo(false))
                .body("res.discord_webhook", nullValue());

        assertThat(notices.rows(org, "select 1 from member_preference where org_id = $1"))
                .isEmpty();
        assertThat(notices.rows(org, "select 1 from org_preference where org_id = $1"))
                .isEmpty();
    }

    @Test
    void aChangeLeavesTheRestAsItWas() {
        change("{\"enable_email_notifications\":true,\"last_visited_transform_tab\":\"github\"}");
        change("{\"disclaimer_shown\":true,\"enable_email_notifications\":null,\"unknown\":1}")
                .body("res.enable_email_notifications", equalTo(true))
                .body("res.disclaimer_shown", equalTo(true))
                .body("res.last_visited_transform_tab", equalTo("github"));
    }

    @Test
    void preferencesBelongToOneMembership() {
        change("{\"enable_email_notifications\":true}");
        OrgView other = people.org();
        people.join(other, viewer, "report_viewer");

        notices.as(other, viewer)
                .get("/api/userpreferences/")
                .then()
                .body("res.enable_email_notifications", equalTo(false));
    }

    @Test
    void aTabThatIsNoneIsRefused() {
        notices.as(org, viewer)
                .body("{\"last_visited_transform_tab\":\"moon\"}")
                .put("/api/userpreferences/")
                .then()
                .statusCode(422)
                .body("detail[0].msg", equalTo("must be ui or github"));
    }

    @Test
    void theWebhookIsLegibleToWhoMayChangeItOnly() {
        chat(manager, true, WEBHOOK).statusCode(200).body("res.discord_webhook", equalTo(WEBHOOK));

        orgPreferences(manager).body("res.discord_webhook", equalTo(WEBHOOK));
        orgPreferences(viewer)
                .body("res.enable_discord_notifications", equalTo(true))
                .body("res.discord_webhook", equalTo("https://localhost/*****"));
    }

    @Test
    void theWebhookIsEncryptedAndTheAuditDoesNotNameIt() {
        chat(manager, true, WEBHOOK).statusCode(200);

        Object stored = notices.rows(org, "select chat_webhook from org_preference where org_id = $1")
                .get(0)[0];
        assertThat(stored instanceof Buffer buffer ? buffer.toString() : new String((byte[]) stored))
                .doesNotContain("planted-webhook-token");
        assertThat(notices.rows(
                        org,
                        "select actor, action, resource_type, details::text from audit_entry where org_id = $1"
                                + " and resource_type = 'org_preference'"))
                .containsExactly(new Object[] {manager, "update", "org_preference", "{\"chat_notifications\": true}"});
    }

    @Test
    void switchingOffDeletesTheWebhook() {
        chat(manager, true, WEBHOOK).statusCode(200);
        chat(manager, true, null).statusCode(200).body("res.discord_webhook", equalTo(WEBHOOK));
        chat(manager, false, null)
                .statusCode(200)
                .body("res.enable_discord_notifications", equalTo(false))
                .body("res.discord_webhook", nullValue());
        chat(manager, true, null).statusCode(400);
    }

    @Test
    void aWebhookElsewhereIsRefusedWithoutBeingRepeated() {
        chat(manager, true, "https://169.254.169.254/planted-webhook-token")
                .statusCode(422)
                .body("detail[0].loc[2]", equalTo("discord_webhook"))
                .body(not(containsString("planted-webhook-token")));
    }

    @Test
    void whoMayNotChangeItCannot() {
        chat(viewer, true, WEBHOOK).statusCode(403);
        chat(people.member(org, "pipeline_manager"), true, WEBHOOK).statusCode(403);
        notices.as(org, manager)
                .body("{}")
                .put("/api/orgpreferences/enable-discord-notifications")
                .then()
                .statusCode(422);
    }

    private ValidatableResponse change(String body) {
        return notices.as(org, viewer)
                .body(body)
                .put("/api/userpreferences/")
                .then()
                .statusCode(200)
                .body("success", equalTo(true));
    }

    private ValidatableResponse orgPreferences(String who) {
        return notices.as(org, who).get("/api/orgpreferences/").then().statusCode(200);
    }

    private ValidatableResponse chat(String who, boolean on, String webhook) {
        Map<String, Object> body = new HashMap<>();
        body.put("enable_discord_notifications", on);
        body.put("discord_webhook", webhook);
        return notices.as(org, who)
                .body(body)
                .put("/api/orgpreferences/enable-discord-notifications")
                .then();
    }
}
