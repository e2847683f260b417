package org.dalgo.flow.run.state;

import static org.hamcrest.Matchers.contains;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.data.IngestFixture;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.prefect.run.StateType;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DataProfile.class)
class RunListenerTest {

    @Inject
    IngestFixture ingest;

    @Inject
    RunStateWriter stateWriter;

    @Inject
    AirbyteAdapter airbyte;

    @Test
    void theEndOfASyncsRunBringsItsJobIntoTheHistory() {
        DataStubServers.reset();
        OrgView org = ingest.org();
        ingest.warehouse(org);
        RequestSpecification manager = ingest.as(org, "account_manager");
        UUID connection = ingest.connection(org, ingest.faker(org, "Supporters"), "To staging")
                .connectionId();
        long run = ingest.run(org, connection, "airbyte-sync", "RUNNING");
        long job = TestPeople.await(() -> airbyte.jobs().startSync(connection)).id();

        // The job may end after its run does; it is looked at until it has.
        UUID flowRun = (UUID) ingest.rows(org, "select prefect_flow_run_id from run where id = $1", run)
                .get(0)[0];
        TestPeople.await(
                () -> stateWriter.apply(flowRun, StateChange.of(StateType.COMPLETED, "Completed", Instant.now())));

        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> manager.get(
                        "/api/airbyte/v1/connections/" + connection + "/sync/history")
                .then()
                .body("history.job_id", contains((int) job)));
    }
}
