package org.dalgo.flow.run.result;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.run.state.RunStateWriter;
import org.dalgo.flow.run.state.StateChange;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.prefect.run.StateType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FlowProfile.class)
class RunResultApiTest {

    @Inject
    TestTenant tenant;

    @Inject
    OutcomeReader reader;

    @Inject
    RunStateWriter stateWriter;

    @Inject
    ObjectMapper mapper;

    private OrgView org;
    private String manager;

    @BeforeEach
    void anOrganisation() {
        PrefectStub.reset();
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/artifacts/filter")).atPriority(9).willReturn(okJson("[]")));
        org = tenant.org();
    }

    @Test
    void resultsOfARunAreListedWithThoseThatFailedFirst() {
        UUID run = run();
        UUID step = step(run, "dbtjob-dbt-run");
        stored(
                run,
                artifact(
                        step,
                        0,
                        outcome(
                                "dbt-run",
                                fault("b"),
                                result("model.ngo.a", "model", "success", "SELECT 5"),
                                result("model.ngo.b", "model", "error", "relation \"x\" does not exist"))));

        read(run);
        // A second time changes nothing.
        read(run);

        tenant.as(org, "pipeline_manager")
                .get("/api/prefect/flow_runs/" + run + "/results")
                .then()
                .statusCode(200)
                .body("total", equalTo(2))
                .body("results.unique_id", contains("model.ngo.b", "model.ngo.a"))
                .body("results[0].task_run_id", equalTo(step.toString()))
                .body("results[0].step", equalTo("dbtjob-dbt-run"))
                .body("results[0].status", equalTo("error"))
                .body("results[0].message", equalTo("relation \"x\" does not exist"))
                .body("results[0].file", equalTo("models/b.sql"))
                .body("results[0].line", equalTo(3))
                .body("results[1].seconds", equalTo(0.5f))
                .body("results[1].rows_affected", equalTo(5));
        tenant.as(org, "pipeline_manager")
                .get("/api/prefect/flow_runs/" + run + "/results?status=success&limit=1&task_run_id=" + step)
                .then()
                .body("total", equalTo(1))
                .body("results.unique_id", contains("model.ngo.a"));
    }

    @Test
    void theSummaryNamesTheFirstErrorItsCauseAndTheCountOfTheOthers() {
        UUID run = run();
        UUID step = step(run, "dbtjob-dbt-run");
        stored(
                run,
                artifact(
                        step,
                        0,
                        outcome(
                                "dbt-run",
                                fault("b"),
                                result("model.ngo.a", "model", "success", "SELECT 5"),
                                result("model.ngo.b", "model", "error", "relation \"x\" does not exist"),
                                result("model.ngo.c", "model", "error", "relation \"y\" does not exist"),
                                result("model.ngo.d", "model", "skipped", ""))));

        read(run);

        tenant.as(org, "pipeline_manager")
                .get("/api/prefect/flow_runs/" + run + "/logsummary")
                .then()
                .statusCode(200)
                .body("$", hasSize(1))
                .body("[0].task_name", equalTo("dbt run"))
                .body("[0].pattern", equalTo("run-summary"))
                .body("[0].status", equalTo("failed"))
                .body("[0].passed", equalTo(1))
                .body("[0].errors", equalTo(2))
                .body("[0].skipped", equalTo(1))
                .body("[0].log_lines", contains("Database Error: relation \"x\" does not exist", "LINE 3: from x"))
                .body("[0].tests.model", contains("b", "c"))
                .body("[0].tests[0].pattern", equalTo("failure-in-model"))
                .body("[0].error.name", equalTo("b"))
                .body("[0].error.others", equalTo(1))
                .body("[0].why.cause", equalTo("schema"))
                .body("[0].why.next_action", containsString("mend the model"));
    }

    @Test
    void aStepWithoutCommandsIsSummarisedByItsMessage() {
        UUID run = run();
        Map<String, Object> outcome = outcome("git-pull", Map.of("message", "Could not resolve host: git.ngo"));
        outcome.put("command", "");
        stored(run, artifact(UUID.randomUUID(), 0, outcome));

        read(run);

        tenant.as(org, "pipeline_manager")
                .get("/api/prefect/flow_runs/" + run + "/logsummary")
                .then()
                .body("[0].task_name", equalTo("git pull"))
                .body("[0].pattern", equalTo("step-failed"))
                .body("[0].error.name", nullValue())
                .body("[0].why.cause", equalTo("network"))
                .body("[0].tests", empty());
    }

    @Test
    void resultsBelongToTheirOrganisationAndNeedThePermissionOfLogs() {
        UUID run = run();
        OrgView other = tenant.org();
        for (String path : List.of("/results", "/logsummary")) {
            tenant.as(org, "report_viewer")
                    .get("/api/prefect/flow_runs/" + run + path)
                    .then()
                    .statusCode(403);
            tenant.as(org, "pipeline_manager")
                    .get("/api/prefect/flow_runs/" + run + path)
                    .then()
                    .statusCode(200);
            tenant.as(other, "account_manager")
                    .get("/api/prefect/flow_runs/" + run + path)
                    .then()
                    .statusCode(404);
            tenant.as(org, "account_manager")
                    .get("/api/prefect/flow_runs/nonsense" + path)
                    .then()
                    .statusCode(404);
        }
        tenant.as(org, "account_manager")
                .get("/api/prefect/flow_runs/" + run + "/results?limit=-1")
                .then()
                .statusCode(422);
    }

    @Test
    void aRunThatEndedWhileNobodyReadIsReadOnceLater() {
        UUID run = run();
        stored(run, artifact(UUID.randomUUID(), 0, outcome("dbt-run", fault("b"))));
        end(run, "COMPLETED");

        TestPeople.await(reader::readMissing);
        assertThat(tenant.rows(
                        org,
                        "select 1 from run_outcome where org_id = $1",
                        org.id().value()))
                .hasSize(1);
        int requests = requests(run);
        TestPeople.await(reader::readMissing);

        assertThat(requests).isPositive();
        assertThat(requests(run)).isEqualTo(requests);
    }

    @Test
    void whilePrefectIsSilentARunIsNotMarkedAsRead() {
        UUID run = run();
        end(run, "COMPLETED");
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/artifacts/filter"))
                        .willReturn(aResponse().withStatus(500)));

        assertThatThrownBy(() -> read(run)).hasMessageContaining("Prefect");

        assertThat(tenant.value(
                        org,
                        "select outcomes_read from run where org_id = $1",
                        org.id().value()))
                .isEqualTo(false);
    }

    @Test
    void aRunThatCannotBeReadDoesNotKeepOthersFromBeingRead() {
        UUID early = run();
        UUID late = run();
        stored(early, artifact(UUID.randomUUID(), 0, outcome("dbt-run", null)));
        end(early, "COMPLETED");
        end(late, "COMPLETED");
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/artifacts/filter"))
                        .withRequestBody(matchingJsonPath(
                                "$.artifacts.flow_run_id.any_[0]",
                                com.github.tomakehurst.wiremock.client.WireMock.equalTo(late.toString())))
                        .willReturn(aResponse().withStatus(500)));

        assertThatThrownBy(() -> TestPeople.await(reader::readMissing)).hasMessageContaining("Prefect");

        assertThat(tenant.value(org, "select outcomes_read from run where prefect_flow_run_id = $1", early))
                .isEqualTo(true);
        assertThat(tenant.value(org, "select outcomes_read from run where prefect_flow_run_id = $1", late))
                .isEqualTo(false);
    }

    @Test
    void aHostileOutcomeIsCutAndDoesNotHideTheOthers() {
        UUID run = run();
        Map<String, Object> hostile = outcome("dbt-run", fault("x".repeat(10_000)));
        hostile.put("label", "\0" + "l".repeat(10_000));
        stored(
                run,
                artifact(UUID.randomUUID(), 0, hostile),
                "{\"id\": \"%s\", \"created\": \"%s\", \"task_run_id\": \"%s\", \"data\": \"[[[\"}"
                        .formatted(UUID.randomUUID(), Instant.now(), UUID.randomUUID()),
                artifact(UUID.randomUUID(), 1, outcome("dbt-test", null, result("test.ngo.t.1", "test", "pass", ""))));

        read(run);

        tenant.as(org, "pipeline_manager")
                .get("/api/prefect/flow_runs/" + run + "/logsummary")
                .then()
                .statusCode(200)
                .body("$", hasSize(2));
    }

    @Test
    void theNotificationOfAFailureNamesTheNodeItsPlaceAndTheCauseWithoutValues() {
        UUID run = run();
        Map<String, Object> fault = new LinkedHashMap<>(fault("b"));
        fault.put(
                "message",
                "Database Error: invalid input syntax for type integer: \"Rani 98765\"\nDETAIL: Key (name)=(Rani)");
        stored(
                run,
                artifact(
                        UUID.randomUUID(),
                        0,
                        outcome(
                                "dbt-run",
                                fault,
                                result("model.ngo.b", "model", "error", "x"),
                                result("model.ngo.c", "model", "error", "y"))));

        apply(run, StateType.FAILED, "Failed");

        assertThat(tenant.messages(org)).hasSize(1);
        assertThat(tenant.messages(org).get(0))
                .contains(
                        "failed: model b (models/b.sql, line 3): Database Error: invalid input syntax for type integer."
                                + " 1 more failed. A table or a column differs")
                .doesNotContain("Rani");
    }

    @Test
    void aTestThatFailsAnewIsNotifiedOnceAndNotAtEachRun() {
        testRun(0, "pass");
        testRun(1, "fail");
        testRun(2, "fail");
        testRun(3, "skipped");
        testRun(4, "fail");
        assertThat(tenant.messages(org)).hasSize(1);
        assertThat(tenant.messages(org).get(0))
                .contains("Tests of the data failed: test not_null (models/not_null.sql, line 3): Got 3 results")
                .contains("New since the last run: not_null.")
                .contains("The data did not pass a test.");

        testRun(5, "pass");
        testRun(6, "fail");

        assertThat(tenant.messages(org)).hasSize(2);
    }

    @Test
    void testsAreListedWithTheirLastResultAndTheirTrend() {
        for (int number = 0; number < 19; number++) {
            testRun(number, "pass");
        }
        testRun(20, "fail");
        testRun(21, "skipped");
        testRun(22, "fail");
        UUID run = run();
        stored(
                run,
                artifact(UUID.randomUUID(), 23, outcome("dbt-test", null, result("test.ngo.a.9", "test", "pass", ""))));
        read(run);

        tenant.as(org, "pipeline_manager")
                .get("/api/dbt/tests")
                .then()
                .statusCode(200)
                .body("name", contains("not_null", "a"))
                .body("[0].unique_id", equalTo("test.ngo.not_null.1"))
                .body("[0].status", equalTo("fail"))
                .body("[0].file", equalTo("models/not_null.sql"))
                .body("[0].failing_since", equalTo("2026-11-01T10:20:00Z"))
                .body("[0].last_run_at", equalTo("2026-11-01T10:22:00Z"))
                .body("[0].trend", hasSize(20))
                .body("[0].trend[0].status", equalTo("fail"))
                .body("[0].trend[1].status", equalTo("fail"))
                .body("[0].trend[2].status", equalTo("pass"))
                .body("[1].failing_since", nullValue())
                .body("[1].trend.flow_run_id", contains(run.toString()));
        tenant.as(org, "pipeline_manager")
                .get("/api/dbt/tests?limit=1&offset=1")
                .then()
                .body("name", contains("a"));
        tenant.as(tenant.org(), "account_manager")
                .get("/api/dbt/tests")
                .then()
                .statusCode(200)
                .body("$", empty());
        tenant.as(org, "report_viewer").get("/api/dbt/tests").then().statusCode(403);
        tenant.as(org, "pipeline_manager")
                .get("/api/dbt/tests?offset=-1")
                .then()
                .statusCode(422);
    }

    private void testRun(int number, String status) {
        UUID run = run();
        boolean failed = "fail".equals(status);
        Map<String, Object> fault = new LinkedHashMap<>(fault("not_null"));
        fault.put("message", "Got 3 results, configured to fail if != 0");
        fault.put("resource_type", "test");
        stored(
                run,
                artifact(
                        UUID.randomUUID(),
                        number,
                        outcome("dbt-test", failed ? fault : null, result("test.ngo.not_null.1", "test", status, ""))));
        if (failed) {
            apply(run, StateType.COMPLETED, "DBT_TEST_FAILED");
        } else {
            read(run);
        }
    }

    private UUID run() {
        UUID run = UUID.randomUUID();
        tenant.run(
                org,
                "with made as (insert into deployment (org_id, name, deployment_name, prefect_deployment_id, type, queue)"
                        + " values ($1, $2::text, $2::text, gen_random_uuid(), 'orchestrate', 'ddp') returning *)"
                        + " insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id, state_type,"
                        + " state_name, state_at, started_at, dispatch)"
                        + " select org_id, id, prefect_deployment_id, $3::uuid, 'RUNNING', 'Running',"
                        + " now() - interval '1 hour', now() - interval '1 hour', 'sent' from made",
                org.id().value(),
                run.toString(),
                run);
        return run;
    }

    private UUID step(UUID run, String label) {
        UUID step = UUID.randomUUID();
        tenant.run(
                org,
                "insert into run_step (run_id, org_id, prefect_task_run_id, label, seq, state_type, state_name, state_at)"
                        + " select id, org_id, $2, $3, 0, 'FAILED', 'Failed', now() from run"
                        + " where prefect_flow_run_id = $1",
                run,
                step,
                label);
        return step;
    }

    private void end(UUID run, String type) {
        tenant.run(org, "update run set state_type = $2, ended_at = now() where prefect_flow_run_id = $1", run, type);
    }

    private void read(UUID run) {
        TestPeople.await(() -> reader.read(run));
    }

    private void apply(UUID run, StateType type, String name) {
        TestPeople.await(() -> stateWriter.apply(run, StateChange.of(type, name, Instant.now())));
    }

    private int requests(UUID run) {
        return (int) PrefectStub.server().getAllServeEvents().stream()
                .filter(event -> event.getRequest().getUrl().equals("/api/artifacts/filter"))
                .filter(event -> event.getRequest().getBodyAsString().contains(run.toString()))
                .count();
    }

    /** Prefect has these artifacts of the run. */
    private void stored(UUID run, String... artifacts) {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/artifacts/filter"))
                        .withRequestBody(matchingJsonPath(
                                "$.artifacts.flow_run_id.any_[0]",
                                com.github.tomakehurst.wiremock.client.WireMock.equalTo(run.toString())))
                        .withRequestBody(matchingJsonPath(
                                "$.artifacts.type.any_[0]",
                                com.github.tomakehurst.wiremock.client.WireMock.equalTo("dalgo-step-outcome")))
                        .willReturn(okJson("[" + String.join(",", artifacts) + "]")));
    }

    /** @param minute when it was stored, after the same moment for all */
    private String artifact(UUID step, int minute, Map<String, Object> outcome) {
        try {
            return mapper.writeValueAsString(Map.of(
                    "id", UUID.randomUUID().toString(),
                    "task_run_id", step.toString(),
                    "created",
                            Instant.parse("2026-11-01T10:00:00Z")
                                    .plusSeconds(60L * minute)
                                    .toString(),
                    "data", mapper.writeValueAsString(outcome)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @SafeVarargs
    private static Map<String, Object> outcome(String slug, Map<String, Object> fault, Map<String, Object>... results) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Map<String, Object> result : results) {
            counts.merge((String) result.get("status"), 1, Integer::sum);
        }
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("version", 1);
        outcome.put("label", "dbtjob-" + slug);
        outcome.put("slug", slug);
        outcome.put("command", slug.replace('-', ' '));
        outcome.put("number", 0);
        outcome.put("failed", fault != null);
        outcome.put("counts", counts);
        outcome.put("fault", fault);
        outcome.put("left_out", 0);
        outcome.put("results", new ArrayList<>(List.of(results)));
        return outcome;
    }

    private static Map<String, Object> fault(String name) {
        return Map.of(
                "message",
                "Database Error: relation \"x\" does not exist\nLINE 3: from x",
                "unique_id",
                "model.ngo." + name,
                "name",
                name,
                "resource_type",
                "model",
                "file",
                "models/" + name + ".sql",
                "line",
                3);
    }

    private static Map<String, Object> result(String id, String type, String status, String message) {
        String name = id.split("\\.")[2];
        return Map.of(
                "unique_id", id,
                "name", name,
                "resource_type", type,
                "status", status,
                "seconds", 0.5,
                "rows", 5,
                "message", message,
                "file", "models/" + name + ".sql",
                "line", 3);
    }
}
