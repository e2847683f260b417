package org.dalgo.data.ingest.sync;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.job.Job;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class SyncHistoryApiTest {

    @Inject
    IngestFixture ingest;

    @Inject
    SyncJobImporter copies;

    @Inject
    AirbyteAdapter airbyte;

    private OrgView org;
    private RequestSpecification manager;
    private UUID connection;

    @BeforeEach
    void aConnection() {
        DataStubServers.reset();
        org = ingest.org();
        ingest.warehouse(org);
        manager = ingest.as(org, "account_manager");
        connection = ingest.connection(org, ingest.faker(org, "Supporters"), "To staging")
                .connectionId();
    }

    @Test
    void theHistoryShowsOutcomesOfSyncs() {
        history("").body("totalSyncs", is(0)).body("history", empty());
        manager.get("/api/airbyte/v1/connections/" + connection + "/jobs")
                .then()
                .body("status", is("not found"));
        long first = sync();
        DataStubServers.airbyteFails(connection.toString(), "job_fail");
        long second = sync();

        copy();
        // Again, which changes nothing.
        copy();

        history("")
                .body("totalSyncs", is(2))
                .body("history.job_id", contains((int) second, (int) first))
                .body("history.status", contains("failed", "succeeded"))
                .body("history.job_type", everyItem(is("sync")))
                .body("history[1].records_committed", is(10))
                .body("history[1].bytes_committed", not(nullValue()))
                .body("history[1].last_attempt_no", is(0))
                .body("history[1].duration_seconds", not(nullValue()))
                .body("history[1].stream_stats[0].streamName", is("users"))
                .body("history[1]", hasKey("reset_config"))
                .body("history[1].created_at", startsWith("20"));
        assertThat(manager.get(path("sync/history"))
                        .path("history[1].bytes_committed")
                        .toString())
                .matches("\\d+");
        history("?limit=1&offset=1").body("totalSyncs", is(2)).body("history.job_id", contains((int) first));
        history("?limit=1&offset=5").body("totalSyncs", is(2)).body("history", empty());
        manager.get("/api/airbyte/v1/connections")
                .then()
                .body("[0].lastRun.airbyteJobId", is((int) second))
                .body("[0].lastRun.status", is("failed"))
                .body("[0].lastRun", hasKey("startTime"))
                .body("[0].lastRun", hasKey("expectedStartTime"));

        given().spec(manager)
                .get("/api/airbyte/v1/logs?attempt_number=0&job_id=" + first)
                .then()
                .statusCode(200)
                .body("size()", greaterThan(5));
        given().spec(manager)
                .get("/api/airbyte/v1/logs?attempt_number=99&job_id=" + first)
                .then()
                .statusCode(200)
                .body("", hasSize(1))
                .body("[0]", startsWith("The log cannot be read now."));
        manager.get("/api/airbyte/v1/logs").then().statusCode(422);
        manager.get("/api/airbyte/jobs/" + first + "/status").then().body("status", is("succeeded"));
        manager.get("/api/airbyte/jobs/" + second)
                .then()
                .body("status", is("failed"))
                .body("logs.size()", greaterThan(5));
        manager.get("/api/airbyte/v1/connections/" + connection + "/jobs")
                .then()
                .body("job_id", is((int) second))
                .body("status", is("failed"))
                .body("logs.size()", greaterThan(5));
    }

    @Test
    void jobsOfOthersAreLikeJobsThatAreNot() {
        long theirs = sync();
        copy();
        RequestSpecification stranger = ingest.as(ingest.org(), "account_manager");

        for (String address : List.of(
                "/api/airbyte/jobs/" + theirs,
                "/api/airbyte/jobs/" + theirs + "/status",
                "/api/airbyte/v1/logs?job_id=" + theirs,
                "/api/airbyte/jobs/99999999",
                "/api/airbyte/jobs/x/status",
                "/api/airbyte/v1/logs?job_id=99999999")) {
            assertThat(given().spec(stranger).get(address).asString())
                    .as(address)
                    .isEqualTo("{\"detail\":\"job not found\",\"code\":\"NOT_FOUND\"}");
        }
    }

    @Test
    void theHistoryShowsAClear() {
        ingestClear();

        copy();

        history("")
                .body("history.job_type", contains("reset_connection"))
                .body("history[0].reset_config.streamsToReset.name", containsInAnyOrder("users"));
    }

    @Test
    void aJobThatStillRunsIsNotCopiedAndLookedAtAgainAfterItsRun() {
        DataStubServers.airbyteFails(connection.toString(), "stuck");
        long stuck =
                TestPeople.await(() -> airbyte.jobs().startSync(connection)).id();

        copy();
        history("").body("totalSyncs", is(0));
        assertThatThrownBy(() -> TestPeople.await(
                        () -> copies.run(job(Map.of("connections", List.of(connection), "run_ended", true)))))
                .hasMessageContaining("has not ended");
        TestPeople.await(() -> airbyte.jobs().cancel(stuck));
        copy();
        history("").body("history.status", contains("cancelled"));
    }

    @Test
    void aWebhookWithTheKeyTriggersAReadOfTheJob() {
        long job = sync();
        hint(job, "wrong").statusCode(401);
        hint(99_999_999, "test-airbyte-key").statusCode(200).body("status", is("ok"));
        hint(job, "test-airbyte-key").statusCode(200).body("status", is("ok"));

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> history("")
                .body("history.job_id", contains((int) job)));
    }

    private static io.restassured.response.ValidatableResponse hint(long job, String key) {
        return given().header("X-Notification-Key", key)
                .post("/webhooks/v1/airbyte_job/" + job)
                .then();
    }

    private io.restassured.response.ValidatableResponse history(String query) {
        // A request that is used again would keep the query of the first time.
        return given().spec(manager).get(path("sync/history") + query).then().statusCode(200);
    }

    private String path(String below) {
        return "/api/airbyte/v1/connections/" + connection + "/" + below;
    }

    private void copy() {
        TestPeople.await(() -> copies.run(job(Map.of("connections", List.of(connection)))));
    }

    private Job job(Map<String, ?> payload) {
        return new Job(0, copies.kind(), org.id(), new ObjectMapper().valueToTree(payload), 1, false);
    }

    /** A sync that has ended. */
    private long sync() {
        return ended(
                TestPeople.await(() -> airbyte.jobs().startSync(connection)).id());
    }

    private void ingestClear() {
        long job = DataStubServers.clear(connection);
        ended(job);
    }

    private long ended(long job) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        TestPeople.await(() -> airbyte.jobs().get(job)).status().isTerminal());
        return job;
    }
}
