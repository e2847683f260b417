package org.dalgo.flow.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

/** The gauges of locks follow the rows of all organisations. */
@QuarkusTest
@TestProfile(FlowProfile.class)
class LockMetersTest {

    private static final String LOCK =
            """
            with d as (insert into deployment (org_id, name, deployment_name, prefect_deployment_id, type, queue)
                       values ($1, 'x', $2, gen_random_uuid(), 'manual', 'ddp') returning id),
                 r as (insert into run (org_id, prefect_deployment_id, prefect_flow_run_id, state_type, state_name, state_at, dispatch)
                       values ($1, gen_random_uuid(), gen_random_uuid(), 'RUNNING', 'Running', now(), 'sent') returning id)
            insert into task_lock (org_task_id, org_id, run_id, deployment_id, locked_at, expires_at)
            select t.id, $1, r.id, d.id, now() - interval '2 days', now() + interval '1 minute'
            from d, r, org_task t where t.org_id = $1 and t.airbyte_connection_id = $3 limit 1
            """;

    @Inject
    LockMeters lockMeters;

    @Inject
    MeterRegistry meters;

    @Inject
    TestTenant tenant;

    @Test
    void aLockIsHeldThenExpiredThenGone() {
        OrgView org = tenant.org();
        long id = org.id().value();
        sample();
        double held = gauge("dalgo.lock.held");
        double expired = gauge("dalgo.lock.expired");

        tenant.run(org, LOCK, id, "manual-" + org.slug(), tenant.connection(org, "KoBo"));
        sample();
        assertThat(gauge("dalgo.lock.held")).isEqualTo(held + 1);
        assertThat(gauge("dalgo.lock.age")).isGreaterThan(170_000);

        tenant.run(org, "update task_lock set expires_at = now() - interval '1 minute' where org_id = $1", id);
        sample();
        assertThat(gauge("dalgo.lock.held")).isEqualTo(held);
        assertThat(gauge("dalgo.lock.expired")).isEqualTo(expired + 1);

        tenant.run(org, "update task_lock set released_at = now() where org_id = $1", id);
        sample();
        assertThat(gauge("dalgo.lock.expired")).isEqualTo(expired);
    }

    private void sample() {
        TestPeople.await(lockMeters::sample);
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
