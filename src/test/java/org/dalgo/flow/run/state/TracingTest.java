package org.dalgo.flow.run.state;

import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.run.FlowRunStub;
import org.dalgo.operator.OperatedProfile;
import org.dalgo.operator.SpanCollector;
import org.dalgo.people.org.OrgView;
import org.junit.jupiter.api.Test;

/** With tracing on, a start is one trace: the request, its SQL, the call of Prefect, and the run that continues it. */
@QuarkusTest
@TestProfile(OperatedProfile.class)
class TracingTest {

    private static final Pattern TRACEPARENT = Pattern.compile("00-([0-9a-f]{32})-[0-9a-f]{16}-01");

    @Inject
    TestTenant tenant;

    @Test
    void aStartedRunContinuesTheTraceOfItsRequest() {
        FlowRunStub.begin();
        OrgView org = tenant.org();
        RequestSpecification manager = tenant.as(org, "pipeline_manager");
        UUID pipeline = pipeline(org, manager);
        FlowRunStub.willCreate(pipeline, UUID.randomUUID());

        manager.body("{}")
                .post("/api/prefect/v1/flows/" + pipeline + "/flow_run/")
                .then()
                .statusCode(200);

        List<LoggedRequest> starts = PrefectStub.server()
                .findAll(postRequestedFor(urlEqualTo("/api/deployments/" + pipeline + "/create_flow_run")));
        Matcher label = TRACEPARENT.matcher(
                JsonPath.from(starts.get(0).getBodyAsString()).getString("labels.__OTEL_TRACEPARENT"));
        assertThat(label.matches()).isTrue();
        String trace = new String(HexFormat.of().parseHex(label.group(1)), StandardCharsets.ISO_8859_1);
        await().untilAsserted(() -> assertThat(SpanCollector.exported(trace))
                .contains("/api/prefect/v1/flows/{deployment_id}/flow_run")
                .contains("insert into Run")
                .contains("/create_flow_run"));
        assertThat(SpanCollector.exported(trace)).doesNotContain(org.slug() + "-airbyte-server");
    }

    private UUID pipeline(OrgView org, RequestSpecification manager) {
        UUID connection = tenant.connection(org, "KoBo");
        return UUID.fromString(manager.body(Map.of(
                        "name",
                        "nightly",
                        "cron",
                        "",
                        "connections",
                        List.of(Map.of("id", connection.toString(), "seq", 1)),
                        "transformTasks",
                        List.of()))
                .post("/api/prefect/v1/flows/")
                .then()
                .statusCode(200)
                .extract()
                .path("deploymentId"));
    }
}
