package org.dalgo.flow.deployment;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.prefect.PrefectAdapter;
import org.dalgo.upstream.prefect.server.PrefectInfo;
import org.dalgo.upstream.prefect.server.WorkPoolDraft;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FlowProfile.class)
class PrefectSetupTest {

    private static final String POOLS = "/api/work_pools/";
    private static final String QUEUES = "/api/work_pools/dalgo/queues";

    private static final WorkPoolDraft KUBERNETES = new WorkPoolDraft(
            "dalgo", "kubernetes", JsonNodeFactory.instance.objectNode().put("variables", true), 40);

    @Inject
    PrefectAdapter prefect;

    @Inject
    TestTenant tenant;

    @Inject
    PrefectSetup setup;

    @BeforeEach
    void aPrefectWithoutAPool() {
        PrefectStub.reset();
        PrefectStub.server()
                .stubFor(post(urlEqualTo(POOLS)).willReturn(okJson("{}").withStatus(201)));
        PrefectStub.server()
                .stubFor(post(urlEqualTo(QUEUES)).willReturn(okJson("{}").withStatus(201)));
    }

    @Test
    void thePoolAndEachQueueAreMadeOnce() {
        TestPeople.await(setup::ensure);

        PrefectStub.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo(POOLS))
                                .withRequestBody(matchingJsonPath("$.name", equalTo("dalgo"))));
        assertThat(PrefectStub.server().findAll(postRequestedFor(urlEqualTo(QUEUES))))
                .extracting(request -> request.getBodyAsString())
                .containsExactly("{\"name\":\"ddp\"}", "{\"name\":\"manual-dbt\"}");
    }

    @Test
    void whatIsThereAlreadyIsLeftAsItIs() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo(POOLS)).willReturn(aResponse().withStatus(409)));
        PrefectStub.server()
                .stubFor(post(urlEqualTo(QUEUES)).willReturn(aResponse().withStatus(409)));

        TestPeople.await(setup::ensure);
    }

    @Test
    void aPoolThatIsThereFollowsTheTemplate() {
        conflictWithAPoolOfType("kubernetes");
        PrefectStub.server()
                .stubFor(patch(urlEqualTo(POOLS + "dalgo"))
                        .willReturn(aResponse().withStatus(204)));

        TestPeople.await(() -> prefect.ensureWorkPool(KUBERNETES));

        PrefectStub.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo(POOLS))
                                .withRequestBody(matchingJsonPath("$.type", equalTo("kubernetes")))
                                .withRequestBody(matchingJsonPath("$.concurrency_limit", equalTo("40")))
                                .withRequestBody(matchingJsonPath("$.base_job_template.variables")));
        PrefectStub.server()
                .verify(
                        1,
                        patchRequestedFor(urlEqualTo(POOLS + "dalgo"))
                                .withRequestBody(matchingJsonPath("$.concurrency_limit", equalTo("40")))
                                .withRequestBody(matchingJsonPath("$.base_job_template.variables")));
    }

    @Test
    void aPoolOfAnotherTypeIsNamedAndLeftAlone() {
        conflictWithAPoolOfType("process");

        assertThatThrownBy(() -> TestPeople.await(() -> prefect.ensureWorkPool(KUBERNETES)))
                .hasMessageContaining("is of type process, not kubernetes");

        PrefectStub.server().verify(0, patchRequestedFor(urlEqualTo(POOLS + "dalgo")));
    }

    private static void conflictWithAPoolOfType(String type) {
        PrefectStub.server()
                .stubFor(post(urlEqualTo(POOLS)).willReturn(aResponse().withStatus(409)));
        PrefectStub.server()
                .stubFor(get(urlEqualTo(POOLS + "dalgo"))
                        .willReturn(okJson("{\"name\": \"dalgo\", \"type\": \"" + type + "\"}")));
    }

    @Test
    void theFirstPipelineOfAFreshPrefectSucceeds() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .atPriority(1)
                        .inScenario("fresh")
                        .whenScenarioStateIs(Scenario.STARTED)
                        .willSetStateTo("asked")
                        .willReturn(okJson("{\"detail\": \"Work pool dalgo not found.\"}")
                                .withStatus(404)));
        OrgView org = tenant.org();
        String connection = tenant.connection(org, "KoBo").toString();

        tenant.as(org, "pipeline_manager")
                .body(Map.of(
                        "name",
                        "nightly",
                        "cron",
                        "",
                        "connections",
                        List.of(Map.of("id", connection, "seq", 1)),
                        "transformTasks",
                        List.of()))
                .post("/api/prefect/v1/flows/")
                .then()
                .statusCode(200);

        PrefectStub.server().verify(1, postRequestedFor(urlEqualTo(POOLS)));
        PrefectStub.server().verify(2, postRequestedFor(urlEqualTo("/api/deployments/")));
    }

    @Test
    void anOldOrMisconfiguredPrefectIsNamedWithWhatToDo() {
        assertThat(new PrefectInfo("3.8.8", true, 200).warnings(200)).isEmpty();
        assertThat(new PrefectInfo("3.4.6", true, 200).warnings(200))
                .containsExactly("Prefect 3.4.6 is too old: version 3.4.7 or newer is needed.");
        assertThat(new PrefectInfo("3.7.0", false, 100).warnings(200))
                .hasSize(3)
                .anyMatch(warning -> warning.contains("3.7.5"))
                .anyMatch(warning -> warning.contains("PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED"))
                .anyMatch(warning -> warning.contains("dalgo.prefect.page-size to 100"));
        assertThat(new PrefectInfo("3.8.8", false, 200).usable(200)).isTrue();
        assertThat(new PrefectInfo("3.8.8", true, 100).usable(200)).isFalse();
    }
}
