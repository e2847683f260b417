package org.dalgo.flow.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.dalgo.upstream.prefect.run.StateType;
import org.junit.jupiter.api.Test;

class StateChangeTest {

    @Test
    void whatTheClusterAnsweredToTheWorkerIsNotForMembersOfAnOrganisation() {
        String said = "Failed to submit flow run to infrastructure: InfrastructureError: jobs.batch is forbidden:"
                + " exceeded quota: runs, namespace dalgo-runs, used: count/jobs.batch=50";

        assertThat(crashed(said).message())
                .isEqualTo(
                        "The run was not accepted by the system that executes runs. The log of Prefect's worker says why.");
    }

    @Test
    void otherReasonsStay() {
        assertThat(crashed("The cluster did not start this run: its image cannot be pulled.")
                        .message())
                .isEqualTo("The cluster did not start this run: its image cannot be pulled.");
        assertThat(crashed(null).message()).isNull();
    }

    private static StateChange crashed(String message) {
        return new StateChange(StateType.CRASHED, "Crashed", Instant.EPOCH, message, null, null, null, null);
    }
}
