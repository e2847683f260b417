package org.dalgo.platform.job;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobProgressApiTest {

    private static final String KIND = "syncsources-ngo";

    @Inject
    TestPeople people;

    @Inject
    JobProgress progress;

    @TestHTTPResource
    String root;

    private OrgView org;
    private String task;

    @BeforeEach
    void aPieceOfWork() {
        org = people.org();
        task = UUID.randomUUID().toString();
        say(ProgressMessage.queued("waiting"));
    }

    @Test
    void wordsComeInTheOrderInWhichTheyWereSaid() {
        say(ProgressMessage.running("reading"));
        say(ProgressMessage.completed(
                "done", JsonNodeFactory.instance.objectNode().put("tables", 3)));

        poll("pipeline_manager", org, task)
                .statusCode(200)
                .body("progress.message", contains("waiting", "reading", "done"))
                .body("progress.status", contains("queued", "running", "completed"))
                .body(
                        "progress.timestamp",
                        everyItem(matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z")))
                .body("progress[0].result", nullValue())
                .body("progress[2].result.tables", equalTo(3));
    }

    @Test
    void workOfAnotherOrganisationIsAnsweredLikeUnknownWork() {
        String unknown = poll("account_manager", org, UUID.randomUUID().toString())
                .statusCode(400)
                .extract()
                .path("detail");

        poll("account_manager", people.org(), task).statusCode(400).body("detail", equalTo(unknown));
    }

    @Test
    void aReportViewerMayNotLook() {
        poll("report_viewer", org, task).statusCode(403);
    }

    @Test
    void workThatIsAloneOfItsKindIsFoundByItsKeyAndBeginsAnew() {
        begin(ProgressMessage.queued("first"));
        TestPeople.await(
                () -> progress.add(org.id(), JobProgress.SINGLE, task, ProgressMessage.completed("over", null)));
        begin(ProgressMessage.queued("second"));

        pollSingle(org).statusCode(200).body("progress.message", contains("second"));
        pollSingle(people.org()).statusCode(400);
    }

    @Test
    void progressIsAnEventOfTheOrganisationsStream() {
        try (SseClient viewer = open("/api/stream?topics=job", org, null)) {
            await().until(() -> viewer.lastEventId() != null);
            say(ProgressMessage.completed(
                    "done", JsonNodeFactory.instance.objectNode().put("tables", 3)));

            SseClient.Event event = viewer.next();
            assertThat(event.name()).isEqualTo("job");
            assertThat(event.data().replaceAll("\"timestamp\":\"[^\"]+Z\"", "\"timestamp\":\"T\""))
                    .isEqualTo("{\"task_id\":\"" + task + "\",\"hashkey\":\"" + KIND
                            + "\",\"progress\":[{\"message\":\"done\",\"status\":\"completed\","
                            + "\"result\":{\"tables\":3},\"results\":{\"tables\":3},\"timestamp\":\"T\"}]}");
        }
    }

    @Test
    void aLargeResultStaysOutOfTheOrganisationsStream() {
        try (SseClient viewer = open("/api/stream?topics=job", org, null)) {
            await().until(() -> viewer.lastEventId() != null);
            say(ProgressMessage.completed(
                    "done", JsonNodeFactory.instance.objectNode().put("text", "x".repeat(40_000))));

            assertThat(viewer.next().data()).contains("\"message\":\"done\"").doesNotContain("result");
        }
    }

    @Test
    void oneJobIsFollowedToItsEnd() {
        String path = "/api/tasks/" + task + "/stream?hashkey=" + KIND;
        try (SseClient viewer = open(path, org, null)) {
            assertThat(viewer.next().data().replaceAll("\"timestamp\":\"[^\"]+Z\"", "\"timestamp\":\"T\""))
                    .isEqualTo("{\"message\":\"waiting\",\"status\":\"queued\",\"timestamp\":\"T\"}");
            say(ProgressMessage.running("reading"));
            SseClient.Event reading = viewer.next();
            assertThat(reading.id()).isEqualTo("1");
            assertThat(reading.name()).isEqualTo("progress");
            say(ProgressMessage.failed("over"));
            assertThat(viewer.next().data()).contains("over");
            assertThat(viewer.next().name()).isEqualTo("end");
            assertThat(viewer.closesWithin(Duration.ofSeconds(2))).isTrue();
        }
        try (SseClient resumed = open(path, org, "1")) {
            assertThat(resumed.next().data()).contains("over");
            assertThat(resumed.next().name()).isEqualTo("end");
        }
        assertThat(open(path, people.org(), null).status()).isEqualTo(404);
        assertThat(open("/api/tasks/" + UUID.randomUUID() + "/stream", org, null)
                        .status())
                .isEqualTo(404);
    }

    private SseClient open(String path, OrgView as, String position) {
        return SseClient.open(
                root + path.substring(1), people.token(people.member(as, "pipeline_manager")), as.slug(), position);
    }

    private void begin(ProgressMessage item) {
        TestPeople.await(() -> progress.restart(org.id(), JobProgress.SINGLE, task, item));
    }

    private ValidatableResponse pollSingle(OrgView as) {
        return given().header("Authorization", "Bearer " + people.token(people.member(as, "pipeline_manager")))
                .get("/api/tasks/stp/" + task)
                .then();
    }

    private void say(ProgressMessage item) {
        TestPeople.await(() -> progress.add(org.id(), KIND, task, item));
    }

    private ValidatableResponse poll(String role, OrgView as, String taskId) {
        return given().header("Authorization", "Bearer " + people.token(people.member(as, role)))
                .queryParam("hashkey", KIND)
                .get("/api/tasks/" + taskId)
                .then();
    }
}
