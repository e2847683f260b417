package org.dalgo.flow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.junit.jupiter.api.Test;

/** A page polls the lists every three seconds: they may cost little, and nothing upstream. */
@QuarkusTest
@TestProfile(FlowProfile.class)
class PipelineListTest {

    private static final Logger STATEMENTS = Logger.getLogger("org.hibernate.SQL");

    @Inject
    TestTenant tenant;

    @Test
    void hundredsOfPipelinesTakeAtMostThreeStatementsAndNoCallUpstream() {
        PrefectStub.reset();
        OrgView org = tenant.org();
        RequestSpecification manager = tenant.as(org, "pipeline_manager");
        tenant.run(
                org,
                "insert into deployment (org_id, name, deployment_name, prefect_deployment_id, type, queue, cron)"
                        + " select $1, 'p' || i, 'pipeline-' || o.slug || '-' || i, gen_random_uuid(), 'orchestrate',"
                        + " 'ddp', '0 1 * * *' from org o, generate_series(1, 300) i where o.id = $1",
                org.id().value());
        tenant.run(
                org,
                "insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id,"
                        + " state_type, state_name, started_at,"
                        + " log_complete) select org_id, id, prefect_deployment_id, gen_random_uuid(),"
                        + " 'COMPLETED', 'Completed',"
                        + " now() - i * interval '1 hour', true from deployment, generate_series(1, 5) i"
                        + " where org_id = $1",
                org.id().value());
        manager.get("/api/prefect/v1/flows/").then().statusCode(200);

        List<String> statements = fewestStatementsOf(() -> manager.get("/api/prefect/v1/flows/")
                .then()
                .statusCode(200)
                .body("", hasSize(300))
                .body("[299].lastRun.status", is("COMPLETED")));

        assertThat(statements).isNotEmpty().hasSizeLessThanOrEqualTo(3);
        assertThat(PrefectStub.server().getAllServeEvents()).isEmpty();
    }

    /** Of three attempts, for periodic work may fall into one of them. */
    private static List<String> fewestStatementsOf(Runnable work) {
        return Stream.generate(() -> statementsOf(work))
                .limit(3)
                .min(Comparator.comparingInt(List::size))
                .orElseThrow();
    }

    private static List<String> statementsOf(Runnable work) {
        List<String> statements = new CopyOnWriteArrayList<>();
        Handler counter = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                statements.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Level before = STATEMENTS.getLevel();
        STATEMENTS.setLevel(Level.FINE);
        STATEMENTS.addHandler(counter);
        try {
            work.run();
        } finally {
            STATEMENTS.removeHandler(counter);
            STATEMENTS.setLevel(before);
        }
        return statements;
    }
}
