package org.dalgo.flow.run.event;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.PacedDeployment;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to a run, its state here becomes the true one and no lock is left; on a real Prefect and worker. */
@QuarkusTest
@WithTestResource(value = RealPrefect.class, scope = TestResourceScope.GLOBAL)
class RunStateConvergenceTest {

    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration TRUTH = Duration.ofSeconds(30);

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private RealPrefect prefect;
    private OrgView org;
    private String manager;
    private String token;

    @BeforeEach
    void anOrganisation() {
        prefect = RealPrefect.orSkip();
        org = people.org();
        manager = people.member(org, "pipeline_manager");
        token = people.token(manager);
    }

    @Test
    void aSuccessfulRunIsReportedWithItsStepsAndLeavesNoLock() {
        PacedDeployment deployment = deployment(null, false);
        UUID run = start(deployment);

        awaitState(run, "COMPLETED", "Completed");
        assertNoLock(deployment);
        await().atMost(TRUTH).untilAsserted(() -> caller().get(
                        "/api/prefect/v1/flows/" + deployment.id() + "/flow_runs/history?limit=3&offset=0")
                .then()
                .statusCode(200)
                .body("[0].id", equalTo(run.toString()))
                .body("[0].orguser", equalTo(manager))
                .body("[0].runs[0].label", equalTo(deployment.label()))
                .body("[0].runs[0].state_type", equalTo("COMPLETED")));
    }

    @Test
    void failedDbtTestsAreReportedAtOnce() {
        PacedDeployment deployment = deployment("tests", false);
        UUID run = start(deployment);

        awaitState(run, "COMPLETED", "DBT_TEST_FAILED");
        assertNoLock(deployment);
    }

    @Test
    void aRunThatFailsIsFailed() {
        PacedDeployment deployment = deployment("fail", false);
        UUID run = start(deployment);

        awaitType(run, "FAILED");
        assertNoLock(deployment);
    }

    @Test
    void aRunWhoseProcessDiesIsCrashedAndShownAsFailedToTheWebApp() {
        PacedDeployment deployment = deployment("crash", false);
        UUID run = start(deployment);

        awaitType(run, "CRASHED");
        caller().get("/api/prefect/flow_runs/" + run).then().body("state_type", equalTo("FAILED"));
        assertNoLock(deployment);
    }

    @Test
    void aRunningRunCanBeCancelled() {
        PacedDeployment deployment = deployment(null, true);
        UUID run = start(deployment);
        awaitType(run, "RUNNING");

        caller().body(Map.of("state", Map.of("name", "Cancelling", "type", "CANCELLING"), "force", true))
                .post("/api/prefect/flow_runs/" + run + "/set_state")
                .then()
                .statusCode(200)
                .body("success", equalTo(1));

        awaitType(run, "CANCELLED");
        assertNoLock(deployment);
    }

    @Test
    void aSecondStartIsRejectedNamingTheLockOwner() {
        PacedDeployment deployment = deployment(null, true);
        UUID run = start(deployment);

        caller().post("/api/prefect/v1/flows/" + deployment.id() + "/flow_run/")
                .then()
                .statusCode(400)
                .body("detail", equalTo(manager + " is running this pipeline right now"));
        caller().get("/api/prefect/v1/flows/")
                .then()
                .body("[0].lock.lockedBy", equalTo(manager))
                .body("[0].lock.flowRunId", equalTo(run.toString()));

        deployment.open();
        awaitType(run, "COMPLETED");
        assertNoLock(deployment);
    }

    @Test
    void aRunDeletedInPrefectEnds() {
        PacedDeployment deployment = deployment(null, true);
        UUID run = start(deployment);
        awaitType(run, "RUNNING");

        given().delete(prefect.apiUrl() + "/flow_runs/" + run).then().statusCode(204);

        awaitState(run, "CANCELLED", "Deleted");
        deployment.open();
        assertNoLock(deployment);
    }

    @Test
    void aRunOutlivesItsWorkerOrIsCrashedButIsNeverForgotten() {
        PacedDeployment deployment = deployment(null, true);
        UUID run = start(deployment);
        awaitType(run, "RUNNING");

        prefect.killWorker();
        deployment.open();

        await().atMost(TRUTH).until(() -> List.of("COMPLETED", "CRASHED").contains(type(run)));
        assertNoLock(deployment);
        prefect.awaitReady();
    }

    @Test
    void aRestartOfPrefectInTheMiddleLosesNothing() {
        PacedDeployment deployment = deployment(null, true);
        UUID run = start(deployment);
        awaitType(run, "RUNNING");

        prefect.restartServer();
        prefect.awaitReady();
        deployment.open();

        awaitType(run, "COMPLETED");
        assertNoLock(deployment);
    }

    @Test
    void aStartThatWasWrittenDownAndNeverSentIsSent() {
        PacedDeployment deployment = deployment(null, false);
        UUID key = writtenDown(deployment, "intended");

        await().atMost(START).until(() -> runOf(key) != null);
        awaitType(runOf(key), "COMPLETED");
        assertNoLock(deployment);
    }

    @Test
    void aStartThatReachedPrefectUnnoticedIsTheSameRun() {
        PacedDeployment deployment = deployment(null, false);
        String made = given().contentType("application/json")
                .body(Map.of(
                        "idempotency_key",
                        writtenDown(deployment, "unconfirmed").toString()))
                .post(prefect.apiUrl() + "/deployments/" + deployment.id() + "/create_flow_run")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        awaitType(UUID.fromString(made), "COMPLETED");
        assertThat(count("select count(*) from run where org_id = $1")).isEqualTo(1);
        assertNoLock(deployment);
    }

    @Test
    void aStartThatNeverReachedPrefectAndWasRefusedToThePersonVanishes() {
        PacedDeployment deployment = deployment(null, false);
        writtenDown(deployment, "unconfirmed");

        await().atMost(START).until(() -> count("select count(*) from run where org_id = $1") == 0);
        assertNoLock(deployment);
    }

    @Test
    void aRunThatTheScheduleMadeIsSeenAndLocks() {
        PacedDeployment deployment = deployment(null, true);
        String made = given().contentType("application/json")
                .body("{}")
                .post(prefect.apiUrl() + "/deployments/" + deployment.id() + "/create_flow_run")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        awaitType(UUID.fromString(made), "RUNNING");
        caller().post("/api/prefect/v1/flows/" + deployment.id() + "/flow_run/")
                .then()
                .statusCode(400)
                .body("detail", containsString("System User is running"));
        deployment.open();
        awaitType(UUID.fromString(made), "COMPLETED");
        assertNoLock(deployment);
    }

    @Test
    void whatIsOfOthersIsAsIfItWereNot() {
        PacedDeployment deployment = deployment(null, true);
        UUID run = start(deployment);
        OrgView other = people.org();
        token = people.token(people.member(other, "account_manager"));
        String unknown = UUID.randomUUID().toString();

        for (String id : List.of(run.toString(), unknown, "no-uuid")) {
            caller().get("/api/prefect/flow_runs/" + id)
                    .then()
                    .statusCode(404)
                    .body("detail", equalTo("flow run not found"));
            caller().body(Map.of("state", Map.of("type", "CANCELLING")))
                    .post("/api/prefect/flow_runs/" + id + "/set_state")
                    .then()
                    .statusCode(404);
        }
        for (String id : List.of(deployment.id().toString(), unknown, "no-uuid")) {
            caller().post("/api/prefect/v1/flows/" + id + "/flow_run/")
                    .then()
                    .statusCode(404)
                    .body("detail", equalTo("pipeline not found"));
            caller().get("/api/prefect/v1/flows/" + id + "/flow_runs/history")
                    .then()
                    .statusCode(404)
                    .body("detail", equalTo("pipeline not found"));
        }
        deployment.open();
    }

    @Test
    void aViewerMayNotRunAnything() {
        PacedDeployment deployment = deployment(null, false);
        token = people.token(people.member(org, "report_viewer"));

        caller().post("/api/prefect/v1/flows/" + deployment.id() + "/flow_run/")
                .then()
                .statusCode(403)
                .body("detail", equalTo("not allowed"));
    }

    private PacedDeployment deployment(String ending, boolean waits) {
        return PacedDeployment.create(prefect.apiUrl(), tenantTransactions, sql, org, ending, waits, 3);
    }

    private UUID start(PacedDeployment deployment) {
        String run = caller().post("/api/prefect/v1/flows/" + deployment.id() + "/flow_run/")
                .then()
                .statusCode(200)
                .extract()
                .path("flow_run_id");
        return UUID.fromString(run);
    }

    /** The row that a process leaves when it dies between writing a start down and hearing from Prefect. */
    private UUID writtenDown(PacedDeployment deployment, String dispatch) {
        Object[] row = TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> TestRows.first(
                        sql,
                        "with r as (insert into run (org_id, deployment_id, prefect_deployment_id, dispatch,"
                                + " dispatch_due)"
                                + " select org_id, id, prefect_deployment_id, $2, now() from deployment"
                                + " where prefect_deployment_id = $1"
                                + " returning *), l as (insert into task_lock (org_task_id, org_id, run_id,"
                                + " deployment_id, expires_at)"
                                + " select t.org_task_id, r.org_id, r.id, r.deployment_id, now() + interval '3 minutes'"
                                + " from r join deployment_task t on t.deployment_id = r.deployment_id)"
                                + " select idempotency_key from r",
                        deployment.id(),
                        dispatch)));
        return (UUID) row[0];
    }

    private UUID runOf(UUID key) {
        Object[] row = TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> TestRows.first(sql, "select prefect_flow_run_id from run where idempotency_key = $1", key)));
        return row == null ? null : (UUID) row[0];
    }

    private long count(String query) {
        return (Long)
                TestPeople.await(() -> tenantTransactions.inOrg(
                        org.id(), () -> TestRows.first(sql, query, org.id().value())))[0];
    }

    private void awaitState(UUID run, String type, String name) {
        await().atMost(START).untilAsserted(() -> caller().get("/api/prefect/flow_runs/" + run)
                .then()
                .statusCode(200)
                .body("state_type", equalTo(type))
                .body("state_name", equalTo(name)));
    }

    private void awaitType(UUID run, String type) {
        await().atMost(START).untilAsserted(() -> assertThat(type(run)).isEqualTo(type));
    }

    private String type(UUID run) {
        return caller().get("/api/prefect/v1/flow_runs/" + run).path("state_type");
    }

    private void assertNoLock(PacedDeployment deployment) {
        await().atMost(TRUTH)
                .until(() -> count("select count(*) from task_lock where org_id = $1 and released_at is null") == 0);
    }

    private RequestSpecification caller() {
        return given().header("Authorization", "Bearer " + token)
                .header("x-dalgo-org", "")
                .contentType("application/json");
    }
}
