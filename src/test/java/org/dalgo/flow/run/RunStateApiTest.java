package org.dalgo.flow.run;

import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(FlowProfile.class)
class RunStateApiTest {

    @Inject
    TestTenant tenant;

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "http://localhost:3000")
    void thePathDecidesHowACrashedRunReadsAndTheOriginDoesNot(String origin) {
        OrgView org = tenant.org();
        UUID run = UUID.randomUUID();
        tenant.run(
                org,
                "insert into run (org_id, prefect_deployment_id, prefect_flow_run_id, state_type, state_name, dispatch)"
                        + " values ($1, gen_random_uuid(), $2, 'CRASHED', 'Crashed', 'sent')",
                org.id().value(),
                run);
        RequestSpecification analyst = tenant.as(org, "pipeline_manager");
        if (origin != null) {
            analyst.header("Origin", origin);
        }
        analyst.get("/api/prefect/flow_runs/" + run)
                .then()
                .body("state_type", is("FAILED"))
                .body("state_name", is("Crashed"));
        analyst.get("/api/prefect/v1/flow_runs/" + run)
                .then()
                .body("state_type", is("CRASHED"))
                .body("state_name", is("Crashed"));
    }
}
