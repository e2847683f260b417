package org.dalgo.sandbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.dalgo.data.DataProfile;
import org.dalgo.data.DataStubServers;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.people.org.feature.FlagService;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@TestProfile(DataProfile.class)
class DemoOrganisationTest {

    private static final List<String> TABLES =
            List.of("warehouse", "source", "connection", "dbt_project", "org_task", "deployment", "membership");

    @Inject
    DemoOrganisation organisation;

    @Inject
    FlagService flags;

    @Inject
    OrgService orgs;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private final String name = "demo-" + UUID.randomUUID().toString().substring(0, 8);
    private DemoDrafts drafts;

    @BeforeEach
    void servers() {
        DataStubServers.reset();
        drafts = new DemoDrafts(
                warehouse(),
                URI.create(DataStubServers.airbyteUrl() + "/_sandbox/files/beneficiaries.csv"),
                new DemoProject(folder).publish());
    }

    @Test
    void makesEverythingOnce() {
        create();
        List<Long> first = counts();
        assertThat(first).containsExactly(1L, 2L, 2L, 1L, 7L + 4 + 2, 4L + 3 + 2 + 2, 3L);
        OrgView demo = TestPeople.await(() -> orgs.find(name)).orElseThrow();
        assertThat(TestPeople.await(() -> flags.list(demo.id()))).containsEntry("DATA_STATISTICS", true);
        assertThat(said).hasSize(7).last().isEqualTo("7 of 7: pipeline broken on purpose");

        said.clear();
        create();
        assertThat(counts()).isEqualTo(first);
        assertThat(said).isEmpty();
        assertThat(TestPeople.await(() -> orgs.find("second")).orElseThrow().airbyteWorkspace())
                .isNotNull();
    }

    @Test
    void nightlySyncsBeforeItTransforms() {
        create();
        assertThat(steps("nightly"))
                .containsExactly(
                        "airbyte-sync",
                        "airbyte-sync",
                        "git-pull",
                        "dbt-clean",
                        "dbt-deps",
                        "dbt-seed",
                        "dbt-run",
                        "dbt-test");
        assertThat(steps("broken on purpose"))
                .containsExactly("git-pull", "dbt-clean", "dbt-deps", "dbt-seed", "dbt-run", "dbt-test");
    }

    @Test
    void goesOnWhereItBrokeOff() {
        DataStubServers.airbyteFails("sources/discover_schema", "status");
        assertThatThrownBy(this::create).isInstanceOf(RuntimeException.class);
        DataStubServers.airbyteFails("connections/create", "status");
        assertThatThrownBy(this::create).isInstanceOf(RuntimeException.class);

        create();
        assertThat(counts()).containsExactly(1L, 2L, 2L, 1L, 13L, 11L, 3L);
    }

    private void create() {
        TestPeople.await(() -> organisation.create(name, "second", "demo-Passw0rd!", drafts, said::add));
    }

    private List<Long> counts() {
        OrgView org = org();
        return TABLES.stream()
                .map(table -> ((Number) rows(org, "select count(*) from " + table + " where org_id = $1")
                                .get(0)[0])
                        .longValue())
                .toList();
    }

    private List<String> steps(String pipeline) {
        return rows(
                        org(),
                        "select t.slug from deployment d join deployment_task s on s.deployment_id = d.id"
                                + " join org_task o on o.id = s.org_task_id join task t on t.id = o.task_id"
                                + " where d.org_id = $1 and d.name = '" + pipeline + "' order by s.seq")
                .stream()
                .map(row -> (String) row[0])
                .toList();
    }

    private OrgView org() {
        return TestPeople.await(() -> orgs.find(name)).orElseThrow();
    }

    private List<Object[]> rows(OrgView org, String query) {
        return TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> TestRows.select(sql, query, org.id().value())));
    }

    private static DemoConfig.Warehouse warehouse() {
        ObjectNode config = TestWarehouse.open("demo").config();
        return new DemoConfig.Warehouse() {
            @Override
            public String host() {
                return config.get("host").asText();
            }

            @Override
            public int port() {
                return config.get("port").asInt();
            }

            @Override
            public String database() {
                return config.get("database").asText();
            }

            @Override
            public String username() {
                return config.get("username").asText();
            }

            @Override
            public String password() {
                return config.get("password").asText();
            }
        };
    }
}
