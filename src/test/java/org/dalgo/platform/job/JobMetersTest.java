package org.dalgo.platform.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

/** The gauges of lanes follow the rows of the queue. */
@QuarkusTest
class JobMetersTest {

    @Inject
    JobMeters jobMeters;

    @Inject
    JobRepository jobs;

    @Inject
    MeterRegistry meters;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @Test
    void jobsThatRunAndThatWereGivenUpCountInTheirLane() {
        TestPeople.await(jobMeters::sample);
        double running = gauge("dalgo.job.running");
        double givenUp = gauge("dalgo.job.given.up");
        String mark = UUID.randomUUID().toString();

        insert("mail", "now() - interval '1 minute', now() + interval '1 minute', null", mark);
        insert("mail", "now() - interval '1 minute', null, now()", mark);
        TestPeople.await(jobMeters::sample);

        assertThat(gauge("dalgo.job.running")).isEqualTo(running + 1);
        assertThat(gauge("dalgo.job.given.up")).isEqualTo(givenUp + 1);
        delete(mark);
    }

    @Test
    void aJobThatIsDueHasTheAgeSinceThen() {
        String kind = "of another version " + UUID.randomUUID();
        insert(kind, "now() - interval '10 minutes', null, null", kind);
        insert(kind, "now() + interval '10 minutes', null, null", kind);

        JobLaneState state = across(() -> jobs.statesByKind()).get(kind);

        assertThat(state.due()).isEqualTo(1);
        assertThat(state.running()).isZero();
        assertThat(state.seconds()).isBetween(600.0, 700.0);
        delete(kind);
    }

    private double gauge(String name) {
        return meters.get(name).tag("lane", "mail").gauge().value();
    }

    private void insert(String kind, String times, String mark) {
        across(() -> sql.update(
                "insert into job (kind, due, leased_until, gave_up_at, payload) select $1::varchar, " + times
                        + ", jsonb_build_object('mark', $2::text)",
                kind,
                mark));
    }

    private void delete(String mark) {
        across(() -> sql.update("delete from job where payload ->> 'mark' = $1", mark));
    }

    private <T> T across(java.util.function.Supplier<io.smallrye.mutiny.Uni<T>> work) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.JOB_QUEUE, work));
    }
}
