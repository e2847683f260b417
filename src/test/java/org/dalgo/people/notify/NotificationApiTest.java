package org.dalgo.people.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class NotificationApiTest {

    @Inject
    TestPeople people;

    @Inject
    TestNotifications notices;

    private OrgView org;
    private String manager;

    @BeforeEach
    void aManager() {
        org = people.org();
        manager = people.member(org, "account_manager");
    }

    @Test
    void aNotificationIsListedInTheShapeOfTheWebApp() {
        notices.publish(org, "the pipeline nightly failed\nhttp://localhost:3001/orchestrate");

        notices.as(org, manager)
                .get("/api/notifications/v1?page=1&limit=10")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .body("page", equalTo(1))
                .body("total_pages", equalTo(1))
                .body("total_notifications", equalTo(1))
                .body("res[0].author", equalTo("Dalgo"))
                .body("res[0].message", equalTo("the pipeline nightly failed\nhttp://localhost:3001/orchestrate"))
                .body("res[0].timestamp", notNullValue())
                .body("res[0].sent_time", notNullValue())
                .body("res[0].scheduled_time", nullValue())
                .body("res[0].urgent", equalTo(true))
                .body("res[0].read_status", equalTo(false));
    }

    @Test
    void pagesAreNewestFirstAndANumberBeyondTheLastIsTheLast() {
        for (int i = 1; i <= 5; i++) {
            notices.publish(org, "message " + i);
        }

        notices.as(org, manager)
                .get("/api/notifications/v1?page=1&limit=2")
                .then()
                .body("res.message", contains("message 5", "message 4"))
                .body("total_pages", equalTo(3));
        notices.as(org, manager)
                .get("/api/notifications/v1?page=99&limit=2")
                .then()
                .body("res.message", contains("message 1"))
                .body("page", equalTo(3));
        notices.as(org, manager)
                .get("/api/notifications/v1?page=-3&limit=0")
                .then()
                .statusCode(200)
                .body("page", equalTo(1));
    }

    @Test
    void readAndUnreadNotificationsDiffer() {
        notices.publish(org, "first");
        notices.publish(org, "second");
        int first = idOf("first");

        mark(manager, List.of(first), true);

        assertThat(unread(manager)).isEqualTo(1);
        list("?read_status=1").body("res.message", contains("first"));
        list("?read_status=0").body("res.message", contains("second"));
        mark(manager, List.of(first), false);
        assertThat(unread(manager)).isEqualTo(2);
        notices.as(org, manager)
                .body("{}")
                .put("/api/notifications/mark_all_as_read")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .body("updated_count", equalTo(2));
        assertThat(unread(manager)).isZero();
    }

    @Test
    void eachMarksTheirOwnOnly() {
        String colleague = people.member(org, "pipeline_manager");
        notices.publish(org, "for both");
        OrgView elsewhere = people.org();
        people.join(elsewhere, manager, "account_manager");
        notices.publish(elsewhere, "elsewhere");

        mark(manager, List.of(idOf("for both")), true);

        assertThat(unread(colleague)).isEqualTo(1);
        // The same person in another organisation neither sees nor marks them from here.
        list("").body("res.message", contains("for both"));
        notices.as(elsewhere, manager)
                .body(Map.of("notification_ids", List.of(idOf("for both")), "read_status", false))
                .put("/api/notifications/v1")
                .then()
                .statusCode(200)
                .body("message", equalTo("0 marked"));
        assertThat(unread(manager)).isZero();
    }

    @Test
    void whoRunsNothingHearsNothing() {
        String viewer = people.member(org, "report_viewer");
        String pipelines = people.member(org, "pipeline_manager");

        notices.publish(org, "failed");

        assertThat(unread(viewer)).isZero();
        assertThat(unread(pipelines)).isEqualTo(1);
    }

    @Test
    void onlyWhoWantsMailsGetsOne() {
        String reader = people.member(org, "account_manager");
        notices.as(org, reader)
                .body(Map.of("enable_email_notifications", true))
                .put("/api/userpreferences/")
                .then()
                .statusCode(200);

        notices.publish(org, "failed");

        List<Object[]> mails = notices.rows(org, "select recipient, kind from mail_delivery where org_id = $1");
        assertThat(mails).containsExactly(new Object[] {reader, "RUN_FAILED"});
    }

    @Test
    void aSuspendedMemberGetsNeitherANotificationNorAMail() {
        String suspended = people.member(org, "account_manager");
        notices.as(org, suspended)
                .body(Map.of("enable_email_notifications", true))
                .put("/api/userpreferences/")
                .then()
                .statusCode(200);
        suspend(suspended);

        notices.publish(org, "failed");

        assertThat(notices.rows(org, "select recipient from mail_delivery where org_id = $1"))
                .isEmpty();
        assertThat(
                        notices.rows(
                                org,
                                "select a.email from notification_recipient r join account a on a.id = r.account_id where r.org_id = $1"))
                .containsExactly(new Object[] {manager});
    }

    @Test
    void aMailThatWaitsForTheServerIsDroppedWhenItsRecipientIsSuspended() {
        String suspended = people.member(org, "account_manager");
        suspend(suspended);

        notices.mail(org, suspended);

        await().untilAsserted(() -> assertThat(
                        notices.rows(org, "select state, last_error from mail_delivery where org_id = $1"))
                .containsExactly(new Object[] {"failed", "the recipient is no active member of the organisation"}));
    }

    @Test
    void notificationsGoWithTheMembership() {
        notices.publish(org, "failed");

        notices.rows(org, "delete from membership where org_id = $1 returning id");

        assertThat(notices.rows(org, "select 1 from notification_recipient where org_id = $1"))
                .isEmpty();
    }

    @Test
    void aBodyThatIsIncompleteIsRefused() {
        notices.as(org, manager)
                .body("{}")
                .put("/api/notifications/v1")
                .then()
                .statusCode(422)
                .body("detail.size()", equalTo(2));
        notices.as(org, manager)
                .body("{\"notification_ids\":[\"x\"],\"read_status\":true}")
                .put("/api/notifications/v1")
                .then()
                .statusCode(422);
        notices.as(org, manager)
                .get("/api/notifications/v1?read_status=2")
                .then()
                .statusCode(422);
    }

    private void suspend(String member) {
        notices.rows(
                org,
                "update membership m set active = false from account a where m.org_id = $1 and a.id = m.account_id"
                        + " and a.email = '" + member + "' returning m.id");
    }

    private ValidatableResponse list(String query) {
        return notices.as(org, manager)
                .get("/api/notifications/v1" + query)
                .then()
                .statusCode(200);
    }

    private int idOf(String message) {
        return list("").extract().jsonPath().getInt("res.find { it.message == '" + message + "' }.id");
    }

    private void mark(String who, List<Integer> ids, boolean read) {
        notices.as(org, who)
                .body(Map.of("notification_ids", ids, "read_status", read))
                .put("/api/notifications/v1")
                .then()
                .statusCode(200)
                .body("success", equalTo(true));
    }

    private int unread(String who) {
        return notices.as(org, who)
                .get("/api/notifications/unread_count")
                .then()
                .statusCode(200)
                .body("success", equalTo(true))
                .extract()
                .path("res");
    }
}
