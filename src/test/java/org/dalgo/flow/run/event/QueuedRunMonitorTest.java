package org.dalgo.flow.run.event;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.PacedDeployment;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.SseClient;
import org.dalgo.testsupport.SseClient.Event;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

/** A run in a queue without a worker waits, and its stream says why; on a real Prefect. */
@QuarkusTest
@WithTestResource(value = RealPrefect.class, scope = TestResourceScope.GLOBAL)
class QueuedRunMonitorTest {

    private static final String REASON = "no worker polls the queue deserted: the run starts as soon as one does";
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @TestHTTPResource("/api/prefect/flow_runs/")
    String address;

    @Test
    void aRunThatNoWorkerFetchesStaysQueuedAndItsStreamSaysWhy() {
        RealPrefect prefect = RealPrefect.orSkip();
        OrgView org = people.org();
        String token = people.token(people.member(org, "pipeline_manager"));
        PacedDeployment deployment =
                PacedDeployment.create(prefect.apiUrl(), tenantTransactions, sql, org, null, false, 1, "deserted");
        UUID run = UUID.fromString(caller(token)
                .post("/api/prefect/v1/flows/" + deployment.id() + "/flow_run/")
                .then()
                .statusCode(200)
                .extract()
                .path("flow_run_id"));

        try (SseClient viewer = SseClient.open(address + run + "/logs/stream", token, org.slug(), null)) {
            JsonPath state = firstExplained(viewer);

            assertThat(state.getString("state_message")).isEqualTo(REASON);
            assertThat(state.getString("state_type")).isEqualTo("SCHEDULED");
        }
        caller(token)
                .get("/api/prefect/v1/flows/")
                .then()
                .body("[0].lock.status", equalTo("queued"))
                .body("[0].lock.flowRunId", equalTo(run.toString()));

        caller(token)
                .body(Map.of("state", Map.of("name", "Cancelling", "type", "CANCELLING"), "force", true))
                .post("/api/prefect/flow_runs/" + run + "/set_state")
                .then()
                .statusCode(200);
        await().atMost(TIMEOUT).untilAsserted(() -> caller(token)
                .get("/api/prefect/flow_runs/" + run)
                .then()
                .body("state_type", equalTo("CANCELLED")));
    }

    /** The first state that comes with a reason. */
    private static JsonPath firstExplained(SseClient viewer) {
        for (Event event = viewer.next(TIMEOUT); event != null; event = viewer.next(TIMEOUT)) {
            JsonPath data = JsonPath.from(event.data());
            if (event.name().equals("state") && data.getString("state_message") != null) {
                return data;
            }
        }
        throw new AssertionError("the stream ended, or fell silent, without a reason");
    }

    private static RequestSpecification caller(String token) {
        return given().header("Authorization", "Bearer " + token).contentType("application/json");
    }
}
