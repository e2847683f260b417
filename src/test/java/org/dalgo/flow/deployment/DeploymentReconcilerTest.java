package org.dalgo.flow.deployment;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.flow.TestTenant;
import org.dalgo.flow.task.ConnectionTasks;
import org.dalgo.flow.task.TaskService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.security.Caller;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FlowProfile.class)
class DeploymentReconcilerTest {

    @Inject
    TestTenant tenant;

    @Inject
    TaskService tasks;

    @Inject
    DeploymentService service;

    @Inject
    DeploymentReconciler reconciler;

    @Inject
    TestPeople people;

    private OrgView org;
    private Caller manager;
    private ConnectionTasks connection;

    @BeforeEach
    void anOrganisationWithAConnection() {
        PrefectStub.reset();
        org = tenant.org();
        manager = people.caller(org, "pipeline_manager");
        connection = TestPeople.await(() -> tasks.registerSync(org.id(), UUID.randomUUID(), "KoBo"));
    }

    @Test
    void aDeploymentWhoseCreationWasNeverAnsweredIsDeleted() {
        PrefectStub.server()
                .stubFor(post(urlEqualTo("/api/deployments/"))
                        .willReturn(aResponse().withStatus(201).withFixedDelay(3000)));
        assertThatThrownBy(this::pipeline).isInstanceOf(UpstreamFailure.class);
        assertThat(open()).isOne();
        PrefectStub.reset();

        repairAll();

        PrefectStub.server()
                .verify(
                        1,
                        postRequestedFor(urlEqualTo("/api/deployments/"))
                                .withRequestBody(matchingJsonPath("$.paused", equalTo("true"))));
        PrefectStub.server().verify(1, deleteRequestedFor(urlMatching("/api/deployments/.*")));
        assertThat(open()).isZero();
    }

    @Test
    void aScheduleThatCouldNotBeStartedIsStarted() {
        PrefectStub.server()
                .stubFor(post(urlMatching(".*/resume_deployment"))
                        .willReturn(aResponse().withStatus(503)));
        DeploymentView pipeline = pipeline();
        PrefectStub.reset();

        repairAll();

        PrefectStub.server()
                .verify(
                        1,
                        postRequestedFor(
                                urlEqualTo("/api/deployments/" + pipeline.deploymentId() + "/resume_deployment")));
        assertThat(open()).isZero();
    }

    @Test
    void aChangeThatFailedHalfwayIsMadeAsOurRowSays() {
        DeploymentView pipeline = pipeline();
        PrefectStub.server()
                .stubFor(patch(urlMatching(".*")).willReturn(aResponse().withStatus(500)));
        DeploymentPlan other = new DeploymentPlan("other", pipeline.chain(), "0 5 * * *", true);
        assertThatThrownBy(() -> TestPeople.await(() -> service.update(manager, pipeline.deploymentId(), other)))
                .isInstanceOf(UpstreamFailure.class);
        PrefectStub.reset();

        repairAll();

        PrefectStub.server()
                .verify(
                        1,
                        patchRequestedFor(urlEqualTo("/api/deployments/" + pipeline.deploymentId()))
                                .withRequestBody(
                                        matchingJsonPath("$.schedules[0].schedule.cron", equalTo("30 1 * * *")))
                                .withRequestBody(matchingJsonPath(
                                        "$.parameters.config.continue_on_sync_failure", equalTo("false"))));
        assertThat(open()).isZero();
    }

    @Test
    void aDeletionThatReachedPrefectUnansweredEndsHereToo() {
        DeploymentView pipeline = pipeline();
        String path = "/api/deployments/" + pipeline.deploymentId();
        PrefectStub.server()
                .stubFor(delete(urlEqualTo(path)).willReturn(aResponse().withFixedDelay(3000)));
        assertThatThrownBy(() -> TestPeople.await(() -> service.delete(manager, pipeline.deploymentId())))
                .isInstanceOf(UpstreamFailure.class);
        assertThat(find(pipeline)).isPresent();
        PrefectStub.reset();
        PrefectStub.server()
                .stubFor(get(urlEqualTo(path)).willReturn(aResponse().withStatus(404)));

        repairAll();

        assertThat(find(pipeline)).isEmpty();
        assertThat(open()).isZero();
        people.audit(org, "pipeline")
                .body("entries.action", contains("delete", "create"))
                .body("entries[0].actor", is(manager.email()))
                .body("entries[0].details.name", is("nightly"));
    }

    @Test
    void aDeletionThatNeverReachedPrefectLeavesThePipeline() {
        DeploymentView pipeline = pipeline();
        PrefectStub.server()
                .stubFor(delete(urlMatching(".*")).willReturn(aResponse().withFixedDelay(3000)));
        assertThatThrownBy(() -> TestPeople.await(() -> service.delete(manager, pipeline.deploymentId())))
                .isInstanceOf(UpstreamFailure.class);
        PrefectStub.reset();

        repairAll();

        assertThat(find(pipeline)).isPresent();
        assertThat(open()).isZero();
        people.audit(org, "pipeline").body("entries.action", contains("create"));
    }

    @Test
    void whilePrefectIsDownARepairWaits() {
        PrefectStub.server()
                .stubFor(post(urlMatching(".*/resume_deployment"))
                        .willReturn(aResponse().withStatus(503)));
        pipeline();

        repairAll();

        assertThat(open()).isOne();
    }

    @Test
    void twoClicksAtOnceMakeOneDeploymentOfATask() throws InterruptedException {
        Thread other = new Thread(this::manual);
        other.start();
        DeploymentView mine = manual();
        other.join();

        assertThat(manual().deploymentId()).isEqualTo(mine.deploymentId());
        assertThat(tenant.rows(
                        org,
                        "select 1 from deployment where org_id = $1",
                        org.id().value()))
                .hasSize(1);
        assertThat(open()).isZero();
    }

    @Test
    void newSettingsAreWrittenIntoAllDeployments() {
        DeploymentView pipeline = pipeline();
        DeploymentView manual = manual();
        PrefectStub.server().resetRequests();

        TestPeople.await(() -> service.refresh(org.id(), org.slug()));

        for (DeploymentView deployment : List.of(pipeline, manual)) {
            PrefectStub.server()
                    .verify(1, patchRequestedFor(urlEqualTo("/api/deployments/" + deployment.deploymentId())));
        }
        assertThat(open()).isZero();
    }

    @Test
    void deletingAConnectionDeletesDeploymentsThatOnlyItNeeded() {
        DeploymentView pipeline = pipeline();
        DeploymentView manual = manual();

        TestPeople.await(() -> service.deleteTasks(manager, List.of(connection.sync(), connection.clear())));

        assertThat(find(pipeline)).isEmpty();
        assertThat(find(manual)).isEmpty();
        assertThat(tenant.rows(
                        org,
                        "select 1 from org_task where org_id = $1",
                        org.id().value()))
                .isEmpty();
    }

    private DeploymentView pipeline() {
        DeploymentPlan plan = new DeploymentPlan("nightly", List.of(connection.sync()), "30 1 * * *", false);
        return TestPeople.await(() -> service.createPipeline(manager, plan));
    }

    private DeploymentView manual() {
        return TestPeople.await(() -> service.createManual(manager, connection.sync()));
    }

    private Optional<DeploymentView> find(DeploymentView deployment) {
        return TestPeople.await(() -> service.find(org.id(), deployment.deploymentId()));
    }

    private void repairAll() {
        // What other tests left behind is no business of this one.
        tenant.run(
                org,
                "delete from deployment_intent where org_id <> $1",
                org.id().value());
        TestPeople.await(reconciler::tick);
    }

    private long open() {
        return ((Number) tenant.value(
                        org,
                        "select count(*) from deployment_intent where org_id = $1",
                        org.id().value()))
                .longValue();
    }
}
