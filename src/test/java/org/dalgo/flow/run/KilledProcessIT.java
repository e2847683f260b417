package org.dalgo.flow.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dalgo.platform.startup.postgres.PostgresDatabase;
import org.dalgo.testsupport.PacedDeployment;
import org.dalgo.testsupport.PackagedApplication;
import org.dalgo.testsupport.PrefectInterceptingProxy;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.TestDatabase;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The packaged application is killed with {@code kill -9} at known moments and started again. Half a minute later the
 * state is true, no run was lost or doubled, and no lock is left. On a real Prefect, with default settings.
 */
class KilledProcessIT {

    // The half minute on a machine that compiles beside it.
    private static final Duration REPAIR = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String PASSWORD = "correct horse battery";

    /** Of that password; cheap, as it guards nothing. */
    private static final String HASH =
            "$argon2id$v=19$m=1024,t=1,p=1$c2FsdCBvZiB0aGUgdGVzdA" + "$2j7AvliioiEQU92rK/S77Wv+UQtR2yICHR7TgUXM2UA";

    private static RealPrefect prefect;
    private static PrefectInterceptingProxy turnstile;
    private static TestDatabase testDatabase;
    private static PackagedApplication application;

    private String email;
    private String token;

    @BeforeAll
    static void start() {
        prefect = RealPrefect.orSkip();
        turnstile = new PrefectInterceptingProxy(prefect.apiUrl());
        PostgresDatabase database = TestServers.postgres().database("dalgo");
        testDatabase = new TestDatabase(database);
        application = new PackagedApplication(database, Map.of("dalgo.prefect.url", turnstile.apiUrl()));
        application.start();
    }

    @AfterAll
    static void stop() {
        if (application != null) {
            application.close();
            turnstile.close();
        }
    }

    @BeforeEach
    void aPerson() {
        email = "killer-" + UUID.randomUUID() + "@ngo.test";
        token = null;
        testDatabase.update(
                "with o as (insert into org (name, slug) values (?, ?) returning id),"
                        + " a as (insert into account (email, password_hash) values (?, ?) returning id)"
                        + " insert into membership (org_id, account_id, role_id) select o.id, a.id, 2 from o, a",
                email.substring(0, 30),
                email.substring(7, 20),
                email,
                HASH);
    }

    @Test
    void aStartThatWasWrittenDownAndNeverSentIsSentOnce() throws InterruptedException {
        PacedDeployment deployment = deployment(false);
        turnstile.holdStarts();
        CompletableFuture<HttpResponse<String>> answer = startUnheard(deployment);
        turnstile.awaitHeld(TIMEOUT);

        application.kill();
        turnstile.passAll();
        assertThat(answer).failsWithin(TIMEOUT);
        assertThat(inPrefect(deployment)).isEmpty();
        assertThat(openLocks(deployment)).isEqualTo(1);
        application.start();

        await().atMost(REPAIR).until(() -> inPrefect(deployment).size() == 1);
        awaitEnd(deployment, inPrefect(deployment).get(0));
    }

    @Test
    void aStartWithALostResponseIsTheSameRunAfterARestart() throws InterruptedException {
        PacedDeployment deployment = deployment(true);
        turnstile.holdResponses();
        CompletableFuture<HttpResponse<String>> answer = startUnheard(deployment);
        turnstile.awaitHeld(TIMEOUT);

        application.kill();
        turnstile.passAll();
        assertThat(answer).failsWithin(TIMEOUT);
        String run = inPrefect(deployment).get(0);
        application.start();

        await().atMost(REPAIR).untilAsserted(() -> caller().get("/api/prefect/v1/flows/")
                .then()
                .body("[0].lock.flowRunId", equalTo(run))
                .body("[0].lock.lockedBy", equalTo(email)));
        deployment.open();
        awaitEnd(deployment, run);
    }

    @Test
    void aRunThatGoesOnIsStillRunningAndOneThatEndedMeanwhileHasEnded() {
        PacedDeployment deployment = deployment(true);
        String run = caller().body("{}")
                .post("/api/prefect/v1/flows/" + deployment.id() + "/flow_run/")
                .then()
                .statusCode(200)
                .extract()
                .path("flow_run_id");
        await().atMost(TIMEOUT).until(() -> state(run).equals("RUNNING"));

        application.kill();
        application.start();
        assertThat(state(run)).isEqualTo("RUNNING");
        caller().get("/api/prefect/v1/flows/").then().body("[0].lock.flowRunId", equalTo(run));

        application.kill();
        deployment.open();
        await().atMost(TIMEOUT).until(() -> stateInPrefect(run).equals("COMPLETED"));
        application.start();

        await().atMost(REPAIR).until(() -> state(run).equals("COMPLETED"));
        awaitEnd(deployment, run);
        await().atMost(REPAIR).untilAsserted(() -> assertThat(lines(run))
                .filteredOn(line -> line.startsWith("line "))
                .containsExactly("line 0", "line 1", "line 2"));
    }

    /** The run is the only one, has ended well, and holds no lock. */
    private void awaitEnd(PacedDeployment deployment, String run) {
        await().atMost(TIMEOUT).until(() -> stateInPrefect(run).equals("COMPLETED"));
        await().atMost(REPAIR).untilAsserted(() -> {
            caller().get("/api/prefect/flow_runs/" + run)
                    .then()
                    .statusCode(200)
                    .body("state_type", equalTo("COMPLETED"));
            caller().get("/api/prefect/v1/flows/")
                    .then()
                    .body("[0].lock", nullValue())
                    .body("[0].lastRun.id", equalTo(run))
                    .body("[0].lastRun.orguser", equalTo(email));
        });
        assertThat(inPrefect(deployment)).containsExactly(run);
        assertThat(testDatabase.count("select count(*) from run where prefect_deployment_id = ?", deployment.id()))
                .isEqualTo(1);
        assertThat(openLocks(deployment)).isZero();
    }

    /** Presses Run; the application will be gone before it answers. */
    private CompletableFuture<HttpResponse<String>> startUnheard(PacedDeployment deployment) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(application.url() + "/api/prefect/v1/flows/" + deployment.id() + "/flow_run/"))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private PacedDeployment deployment(boolean waits) {
        PacedDeployment deployment = PacedDeployment.inPrefect(prefect.apiUrl(), null, waits, 3, "ddp");
        testDatabase.update(
                "with o as (select m.org_id from membership m join account a on a.id = m.account_id where a.email = ?),"
                        + " d as (insert into deployment (org_id, name, deployment_name, prefect_deployment_id,"
                        + " type, queue)"
                        + " select org_id, 'nightly', ?, ?, 'orchestrate', 'ddp' from o returning id),"
                        + " t as (insert into org_task (org_id, task_id, generated_by)"
                        + " select org_id, 4, 'client' from o"
                        + " returning id)"
                        + " insert into deployment_task (deployment_id, seq, org_task_id, label)"
                        + " select d.id, 0, t.id, ? from d, t",
                email,
                "paced-" + deployment.id(),
                deployment.id(),
                deployment.label());
        return deployment;
    }

    private String state(String run) {
        return caller().get("/api/prefect/v1/flow_runs/" + run).path("state_type");
    }

    private List<String> lines(String run) {
        return caller().get("/api/prefect/flow_runs/" + run + "/logs?limit=0")
                .jsonPath()
                .getList("logs.logs.message");
    }

    private static String stateInPrefect(String run) {
        return given().get(prefect.apiUrl() + "/flow_runs/" + run).path("state_type");
    }

    /** Ids of the deployment's runs that Prefect has. */
    private static List<String> inPrefect(PacedDeployment deployment) {
        JsonPath runs = given().contentType("application/json")
                .body(Map.of("flow_runs", Map.of("deployment_id", Map.of("any_", List.of(deployment.id())))))
                .post(prefect.apiUrl() + "/flow_runs/filter")
                .jsonPath();
        return runs.getList("id");
    }

    private static long openLocks(PacedDeployment deployment) {
        return testDatabase.count(
                "select count(*) from task_lock l join deployment d on d.id = l.deployment_id"
                        + " where d.prefect_deployment_id = ? and l.released_at is null",
                deployment.id());
    }

    private RequestSpecification caller() {
        return given().baseUri(application.url())
                .header("Authorization", "Bearer " + token())
                .contentType("application/json");
    }

    private String token() {
        if (token == null) {
            token = given().baseUri(application.url())
                    .contentType("application/json")
                    .body(Map.of("username", email, "password", PASSWORD))
                    .post("/api/login/")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("token");
        }
        return token;
    }
}
