package org.dalgo.people.org.feature;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FlagApiTest {

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;

    @BeforeEach
    void anOrganisation() {
        org = people.org();
    }

    @AfterEach
    void nothingForEverybody() {
        across("delete from feature_flag");
    }

    @Test
    void featuresAreOffUntilSomebodySwitchesThemOn() {
        assertThat(flags(org, "report_viewer"))
                .hasSize(7)
                .containsKeys("DATA_QUALITY", "USAGE_DASHBOARD", "EMBED_SUPERSET", "LOG_SUMMARIZATION")
                .containsKeys("AI_DATA_ANALYSIS", "DATA_STATISTICS", "REPORTS")
                .doesNotContainValue(true);
    }

    @Test
    void anOrganisationsOwnSettingCountsMoreThanTheOneForEverybody() {
        across("insert into feature_flag (name, value) values ('DATA_STATISTICS', true), ('NEWER', true)");
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "insert into org_flag (org_id, name, value) values ($1, 'DATA_STATISTICS', false)",
                        org.id().value())));

        assertThat(flags(org, "account_manager"))
                .containsEntry("DATA_STATISTICS", false)
                .containsEntry("NEWER", true);
        assertThat(flags(people.org(), "account_manager")).containsEntry("DATA_STATISTICS", true);
    }

    private void across(String statement) {
        TestPeople.await(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, () -> sql.update(statement)));
    }

    private Map<String, Boolean> flags(OrgView in, String role) {
        return given().header("Authorization", "Bearer " + people.token(people.member(in, role)))
                .get("/api/organizations/flags")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
    }
}
