package org.dalgo.flow.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.task.TaskService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

/** Some streams of a connection are emptied by a run of its clear that names them. */
@QuarkusTest
@TestProfile(FlowProfile.class)
class ClearStreamsTest {

    @Inject
    TestTenant tenant;

    @Inject
    TestPeople people;

    @Inject
    TaskService tasks;

    @Inject
    DeploymentService deployments;

    @Test
    void aRunOfTheClearNamesTheStreams() {
        FlowRunStub.begin();
        OrgView org = tenant.org();
        Caller manager = people.caller(org, "pipeline_manager");
        RequestSpecification request = tenant.as(org, "pipeline_manager");
        UUID connection = tenant.connection(org, "KoBo");
        var made = TestPeople.await(() -> tasks.findByConnection(org.id(), connection));
        UUID clear = TestPeople.await(() -> deployments.createManual(manager, made.clear()))
                .deploymentId();
        UUID sync = TestPeople.await(() -> deployments.createManual(manager, made.sync()))
                .deploymentId();

        send(request, sync, connection, "users").statusCode(400);
        send(request, clear, UUID.randomUUID(), "users").statusCode(400);
        send(request, UUID.randomUUID(), connection, "users").statusCode(404);
        send(request, clear, connection).statusCode(422);
        FlowRunStub.willCreate(clear, UUID.randomUUID());
        send(request, clear, connection, "users", "gifts").statusCode(200).body("flow_run_id", notNullValue());

        String body = PrefectStub.server()
                .findAll(WireMock.postRequestedFor(
                        WireMock.urlEqualTo("/api/deployments/" + clear + "/create_flow_run")))
                .get(0)
                .getBodyAsString();
        io.restassured.path.json.JsonPath sent = io.restassured.path.json.JsonPath.from(body);
        assertThat(sent.getList("parameters.config.tasks[0].streams.streamName"))
                .containsExactly("users", "gifts");
        assertThat(sent.getString("parameters.config.tasks[0].connection_id")).isEqualTo(connection.toString());
        assertThat(sent.getString("parameters.config.tasks[0].slug")).isEqualTo("airbyte-clear");
        // A second one waits for the first.
        send(request, clear, connection, "users").statusCode(400).body("detail", is(manager(org) + RUNNING));
    }

    private static final String RUNNING = " is running this pipeline right now";

    private String manager(OrgView org) {
        return (String) tenant.value(
                org,
                "select a.email from task_lock l join account a on a.id = l.account_id where l.org_id = $1",
                org.id().value());
    }

    private static ValidatableResponse send(
            RequestSpecification request, UUID deployment, UUID connection, String... streams) {
        return request.body(Map.of(
                        "connectionId",
                        connection.toString(),
                        "streams",
                        List.of(streams).stream()
                                .map(name -> Map.of("streamName", name))
                                .toList()))
                .post("/api/prefect/v1/flows/" + deployment + "/clear_streams/")
                .then();
    }
}
