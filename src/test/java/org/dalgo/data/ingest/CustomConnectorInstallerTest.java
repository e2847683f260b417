package org.dalgo.data.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.job.Job;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.airbyte.AirbyteAdapter;
import org.dalgo.upstream.airbyte.definition.Definition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CustomConnectorInstallerTest.Profile.class)
class CustomConnectorInstallerTest {

    /** An installation that adds two. */
    public static class Profile extends DataProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put(
                    "dalgo.ingest.custom-connectors",
                    "Paper forms=example/source-paper:0.10.0, Slate=example/source-slate:1.0");
            return settings;
        }
    }

    @Inject
    TestPeople people;

    @Inject
    WorkspaceService workspaces;

    @Inject
    CustomConnectorInstaller connectors;

    @Inject
    AirbyteAdapter airbyte;

    private OrgView org;

    @BeforeEach
    void anOrganisation() {
        DataStubServers.reset();
        org = people.org();
    }

    @Test
    void aNewWorkspaceGetsThemAllThoughTheFirstIsRefusedAtFirst() {
        DataStubServers.airbyteFails("source_definitions/create_custom", "status");

        UUID workspace = TestPeople.await(() -> workspaces.create(org.id()));

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(custom(workspace))
                .extracting(Definition::dockerRepository)
                .containsExactlyInAnyOrder("example/source-paper", "example/source-slate"));
    }

    @Test
    void oneThatIsThereIsNotMadeAgainButBroughtUpToDate() {
        UUID workspace = TestPeople.await(() -> workspaces.create(org.id()));
        becomesOutdated(workspace, "Paper forms");

        TestPeople.await(() -> connectors.run(job()));

        assertThat(custom(workspace))
                .hasSize(2)
                .extracting(Definition::dockerImageTag)
                .containsExactlyInAnyOrder("0.10.0", "1.0");
    }

    @Test
    void oneThatCannotBeHadIsNamed() {
        UUID workspace = TestPeople.await(() -> workspaces.create(org.id()));
        becomesOutdated(workspace, "Paper forms");
        DataStubServers.airbyteFails("source_definitions/update", "status");

        assertThatThrownBy(() -> TestPeople.await(() -> connectors.run(job())))
                .hasMessageContaining("Paper forms")
                .hasMessageContaining("Airbyte");
    }

    @Test
    void aConnectorIsWrittenAsNameImageAndVersion() {
        assertThat(CustomConnector.of(" Paper forms = host:5000/x/source-paper:0.10.0 "))
                .isEqualTo(new CustomConnector("Paper forms", "host:5000/x/source-paper", "0.10.0"));
        assertThatThrownBy(() -> CustomConnector.of("Paper forms")).hasMessageContaining("name=image:version");
    }

    private void becomesOutdated(UUID workspace, String name) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> custom(workspace).size() == 2);
        Definition found = custom(workspace).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        TestPeople.await(() -> airbyte.sourceDefinitions().setVersion(found.id(), "0.9.9"));
    }

    private Job job() {
        return new Job(0, connectors.kind(), org.id(), null, 1, false);
    }

    private List<Definition> custom(UUID workspace) {
        return TestPeople.await(() -> airbyte.sourceDefinitions().list(workspace)).stream()
                .filter(Definition::custom)
                .filter(definition -> definition.dockerRepository().startsWith("example/"))
                .toList();
    }
}
