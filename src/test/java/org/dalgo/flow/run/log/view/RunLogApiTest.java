package org.dalgo.flow.run.log.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.arc.All;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.dalgo.flow.run.log.LogRepository;
import org.dalgo.flow.run.log.LogSelection;
import org.dalgo.flow.run.log.SourceLine;
import org.dalgo.flow.run.log.StoredLine;
import org.dalgo.flow.run.log.StreamProfile;
import org.dalgo.flow.run.log.TestRuns;
import org.dalgo.flow.run.log.ingest.FakeLogSource;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.retention.RetentionBatch;
import org.dalgo.platform.retention.RetentionRule;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.SseClient.Event;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StreamProfile.class)
class RunLogApiTest {

    private static final Instant T0 = Instant.parse("2026-08-20T12:00:00Z");

    @Inject
    TestPeople people;

    @Inject
    TestRuns runs;

    @Inject
    FakeLogSource prefect;

    @Inject
    LogRepository repository;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    @All
    List<RetentionRule> rules;

    @TestHTTPResource("/api/prefect/flow_runs/")
    String address;

    private OrgView org;
    private String token;
    private UUID flowRun;
    private long run;

    @BeforeEach
    void aRunningRun() {
        org = people.org();
        token = people.token(people.member(org, "pipeline_manager"));
        flowRun = UUID.randomUUID();
        run = runs.running(org.id(), flowRun);
    }

    @AfterEach
    void prefectIsBack() {
        prefect.down(false);
    }

    @Test
    void aViewerSeesStateStepsLinesAndTheEndInThatOrder() {
        UUID task = UUID.randomUUID();
        runs.step(org.id(), run, task, "dbtjob-dbt-run", "RUNNING");
        prefect.write(flowRun, task, T0, 20, "ein Satz mit ü und 数据");
        try (SseClient viewer = follow(null)) {
            assertThat(viewer.status()).isEqualTo(200);
            assertThat(viewer.header("content-type")).startsWith("text/event-stream");
            assertThat(viewer.header("cache-control")).isEqualTo("no-cache");
            assertThat(viewer.header("x-accel-buffering")).isEqualTo("no");
            List<Event> first = viewer.until(event -> event.name().equals("log"));
            assertThat(first).extracting(Event::name).containsExactly("state", "step", "log");
            JsonPath line = JsonPath.from(first.get(2).data());
            assertThat(line.getString("message")).isEqualTo("ein Satz mit ü und 数据");
            assertThat(line.getString("step")).isEqualTo("dbtjob-dbt-run");
            assertThat(line.getString("flow_run_id")).isEqualTo(flowRun.toString());
            assertThat(line.getString("task_run_id")).isEqualTo(task.toString());

            prefect.write(flowRun, T0.plusSeconds(1), 30, "second");
            runs.state(run, "COMPLETED", "DBT_TEST_FAILED");
            List<Event> rest = viewer.until(event -> event.name().equals("end"));
            assertThat(rest).extracting(Event::name).contains("log", "state").endsWith("end");
            JsonPath end = JsonPath.from(rest.get(rest.size() - 1).data());
            assertThat(end.getString("state_name")).isEqualTo("DBT_TEST_FAILED");
            assertThat(end.getInt("lines")).isEqualTo(2);
            assertThat(viewer.next()).isNull();
            assertThat(follow(viewer.lastEventId()).status()).isEqualTo(204);
        }
    }

    @Test
    void anExpiredLogSaysSoInAllItsForms() {
        UUID task = UUID.randomUUID();
        runs.step(org.id(), run, task, "dbtjob-dbt-run", "COMPLETED");
        runs.fill(org.id(), run, flowRun, task, 2_500, 20);
        runs.completed(run);
        runs.ended(run, 181);
        RetentionRule rule = rules.stream()
                .filter(each -> each.name().equals("run-lines"))
                .findFirst()
                .orElseThrow();
        RetentionBatch part =
                new RetentionBatch(OffsetDateTime.now(ZoneOffset.UTC).minusDays(180), org.id(), List.of(), 1_000);

        // Already the first batch hides what it does not delete yet.
        for (int i = 0; i < 4; i++) {
            TestPeople.await(
                    () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.HOUSEKEEPING, () -> rule.deleteBatch(part)));

            for (String query : List.of("?limit=0", "?limit=0&task_run_id=" + task, "?offset=0&limit=200")) {
                given().header("Authorization", "Bearer " + token)
                        .header("x-dalgo-org", org.slug())
                        .get("/api/prefect/flow_runs/" + flowRun + "/logs" + query)
                        .then()
                        .statusCode(200)
                        .body("logs.logs.message", contains(startsWith("This log was deleted: ")));
            }
            try (SseClient viewer = follow(null)) {
                List<Event> all = viewer.until(event -> event.name().equals("end"));
                assertThat(all).extracting(Event::name).containsOnlyOnce("log");
                assertThat(all.stream().filter(event -> event.name().equals("log")))
                        .allMatch(event -> event.data().contains("are kept for 180 days after its end."));
            }
        }
    }

    @Test
    void twoHundredRandomDisconnectsLoseAndDoubleNothing() {
        Random random = new Random(42);
        int total = 3_000;
        write(IntStream.range(0, 1_000));
        List<String> seen = new ArrayList<>();
        String position = null;
        int written = 1_000;
        for (int i = 0; i < 200; i++) {
            if (written < total) {
                write(IntStream.range(written, written += 10));
            }
            try (SseClient viewer = follow(position)) {
                int take = 1 + random.nextInt(25);
                for (int j = 0; j < take; j++) {
                    Event event = viewer.next(Duration.ofSeconds(5));
                    if (event == null) {
                        break;
                    }
                    if (event.name().equals("log")) {
                        seen.add(message(event));
                        position = event.id();
                    }
                }
            }
        }
        runs.state(run, "COMPLETED", "Completed");
        try (SseClient viewer = follow(position)) {
            viewer.until(event -> event.name().equals("end")).stream()
                    .filter(event -> event.name().equals("log"))
                    .forEach(event -> seen.add(message(event)));
        }
        assertThat(seen).hasSize(total).doesNotHaveDuplicates();
        assertThat(page("?limit=0").extract().jsonPath().getList("logs.logs.message"))
                .isEqualTo(seen);
    }

    @Test
    void aWholeLogIsSentInChunksAndEqualsItsPages() {
        UUID task = UUID.randomUUID();
        runs.completed(run);
        runs.fill(org.id(), run, flowRun, null, 1_500, 20);
        runs.fill(org.id(), run, flowRun, task, 1_200, 20);
        runs.fill(org.id(), run, flowRun, null, 5, 600_000);
        List<String> whole = messages("?limit=0");
        assertThat(whole).hasSize(2_705).doesNotHaveDuplicates();
        assertThat(messages("?offset=0&limit=2000")).isEqualTo(whole.subList(0, 2_000));
        assertThat(messages("?offset=1999&limit=800")).isEqualTo(whole.subList(1_999, 2_705));
        assertThat(messages("?offset=2705&limit=0")).isEmpty();
        assertThat(messages("?limit=0&task_run_id=" + task)).isEqualTo(whole.subList(1_500, 2_700));
        assertThat(messages("?limit=0&offset=1100&task_run_id=" + task)).isEqualTo(whole.subList(2_600, 2_700));
        page("?limit=0").header("Transfer-Encoding", "chunked").header("Content-Length", nullValue());
        page("?limit=10").header("Transfer-Encoding", nullValue()).contentType("application/json");
    }

    @Test
    void aPageOfTheArchiveIsBoundedByItsTextToo() {
        runs.completed(run);
        runs.fill(org.id(), run, flowRun, null, 6, 300_000);
        List<StoredLine> page = TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> repository
                .run(org.id(), run)
                .chain(found -> repository.page(LogSelection.ofRun(found.orElseThrow()), 0, 0, 1_000))));
        assertThat(page).extracting(StoredLine::seq).containsExactly(1, 2);
    }

    @Test
    void aLineThatComesLateIsDeliveredWhereItArrives() {
        prefect.write(flowRun, T0.plusSeconds(5), 20, "second in time, first to arrive");
        try (SseClient viewer = follow(null)) {
            viewer.until(event -> event.name().equals("log"));
            prefect.write(flowRun, T0.plusSeconds(1), 20, "late");
            assertThat(message(nextLine(viewer))).isEqualTo("late");
            runs.state(run, "FAILED", "Failed");
            viewer.until(event -> event.name().equals("end"));

            prefect.write(flowRun, T0, 20, "straggler");
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> page("").body("logs.logs.size()", equalTo(3)));
            try (SseClient again = follow(viewer.lastEventId())) {
                List<Event> rest = again.until(event -> event.name().equals("end"));
                assertThat(rest).extracting(Event::name).containsExactly("state", "log", "end");
                assertThat(JsonPath.from(rest.get(2).data()).getInt("lines")).isEqualTo(3);
            }
        }
    }

    @Test
    void linesOfSubflowsBelongToTheRunAndNameTheirStep() {
        UUID child = UUID.randomUUID();
        UUID grandchild = UUID.randomUUID();
        UUID task = UUID.randomUUID();
        prefect.child(flowRun, child, task);
        prefect.child(child, grandchild, UUID.randomUUID());
        prefect.write(grandchild, T0, 20, "from below");
        prefect.write(grandchild, T0.plusSeconds(1), 20, "");
        runs.step(org.id(), run, task, "sync", "RUNNING");
        try (SseClient viewer = follow(null)) {
            Event line = nextLine(viewer);
            assertThat(JsonPath.from(line.data()).getString("step")).isEqualTo("sync");
            assertThat(message(nextLine(viewer))).isEmpty();
        }
        // The web app shows the whole record where the text is empty, and breaks on that.
        page("?task_run_id=" + task).body("logs.logs.message", contains("from below", " "));
        given().auth()
                .oauth2(token)
                .header("x-dalgo-org", org.slug())
                .get(address + grandchild + "/logs")
                .then()
                .statusCode(200)
                .body("logs.logs[0].message", equalTo("from below"));
    }

    @Test
    void levelAndTailChooseWithoutSpoilingTheCursor() {
        for (int i = 0; i < 10; i++) {
            prefect.write(flowRun, T0.plusSeconds(i), i % 2 == 0 ? 10 : 40, "line " + i);
        }
        archived(10);
        try (SseClient errors = follow(null, "?level=40&tail=2")) {
            assertThat(message(nextLine(errors))).isEqualTo("line 7");
            Event last = nextLine(errors);
            assertThat(message(last)).isEqualTo("line 9");
            prefect.write(flowRun, T0.plusSeconds(20), 20, "line 10");
            try (SseClient all = follow(null, "?after=" + last.id())) {
                assertThat(message(nextLine(all))).isEqualTo("line 10");
            }
        }
    }

    @Test
    void anotherRunsCursorIsRefused() {
        prefect.write(flowRun, T0, 20, "one");
        archived(1);
        try (SseClient viewer = follow(null)) {
            String cursor = nextLine(viewer).id();
            UUID other = UUID.randomUUID();
            runs.running(org.id(), other);
            stream(other, cursor, token).statusCode(400).body("detail", containsString("cursor"));
        }
        stream(flowRun, "nonsense!", token).statusCode(400);
    }

    @Test
    void foreignAndUnknownRunsLookTheSame() {
        OrgView otherOrg = people.org();
        UUID foreign = UUID.randomUUID();
        runs.running(otherOrg.id(), foreign);
        String answer = stream(foreign, null, token).statusCode(404).extract().asString();
        assertThat(stream(UUID.randomUUID(), null, token)
                        .statusCode(404)
                        .extract()
                        .asString())
                .isEqualTo(answer);
        assertThat(given().get(address + flowRun + "/logs/stream").statusCode()).isEqualTo(401);
    }

    @Test
    void theLogOutlivesTheRunInPrefectAndPrefectsOutages() {
        prefect.write(flowRun, T0, 20, "before");
        archived(1);
        prefect.down(true);
        prefect.write(flowRun, T0.plusSeconds(1), 20, "meanwhile");
        runs.state(run, "COMPLETED", "Completed");
        try (SseClient viewer = follow(null)) {
            assertThat(message(nextLine(viewer))).isEqualTo("before");
            assertThat(viewer.next(Duration.ofSeconds(2))).isNull();
            assertThat(runs.complete(run)).isFalse();
            prefect.down(false);
            assertThat(viewer.until(event -> event.name().equals("end")))
                    .extracting(Event::name)
                    .containsExactly("log", "end");
        }
        prefect.delete(flowRun);
        page("").body("logs.logs.size()", equalTo(2));
    }

    @Test
    void manyViewersCostPrefectNothing() {
        List<SseClient> viewers = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            viewers.add(follow(null));
        }
        int before = prefect.reads(flowRun);
        for (int i = 0; i < 5; i++) {
            prefect.write(flowRun, T0.plusSeconds(i), 20, "line " + i);
            viewers.forEach(this::nextLine);
        }
        assertThat(prefect.reads(flowRun) - before).isLessThanOrEqualTo(14);
        viewers.forEach(SseClient::close);
    }

    @Test
    void theTwentyFirstStreamOfAPersonIsRefusedUntilOneIsClosed() {
        List<SseClient> viewers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            viewers.add(follow(null));
        }
        stream(flowRun, null, token).statusCode(429).header("Retry-After", "5");
        viewers.get(0).close();
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            try (SseClient next = follow(null)) {
                return next.status() == 200;
            }
        });
        viewers.forEach(SseClient::close);
    }

    private List<String> messages(String query) {
        return page(query).extract().jsonPath().getList("logs.logs.message");
    }

    private void write(IntStream numbers) {
        prefect.writeAll(
                flowRun,
                numbers.mapToObj(i ->
                                new SourceLine(UUID.randomUUID(), T0.plusMillis(i / 7), 20, "line " + i, flowRun, null))
                        .toList());
    }

    private void archived(int lines) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> page("?limit=0").body("logs.logs.size()", equalTo(lines)));
    }

    private Event nextLine(SseClient viewer) {
        List<Event> events = viewer.until(event -> event.name().equals("log"));
        assertThat(events).isNotEmpty();
        return events.get(events.size() - 1);
    }

    private static String message(Event event) {
        return JsonPath.from(event.data()).getString("message");
    }

    private SseClient follow(String position) {
        return follow(position, "");
    }

    private SseClient follow(String position, String query) {
        return SseClient.open(address + flowRun + "/logs/stream" + query, token, org.slug(), position);
    }

    private ValidatableResponse stream(UUID id, String cursor, String bearer) {
        var request = given().auth().oauth2(bearer).header("x-dalgo-org", org.slug());
        if (cursor != null) {
            request.queryParam("after", cursor);
        }
        return request.get(address + id + "/logs/stream").then();
    }

    private ValidatableResponse page(String query) {
        return given().auth()
                .oauth2(token)
                .header("x-dalgo-org", org.slug())
                .get(address + flowRun + "/logs" + query)
                .then()
                .statusCode(200);
    }
}
