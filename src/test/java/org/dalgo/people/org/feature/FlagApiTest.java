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
    void statisticsAreOnAndWhatThisProductLacksIsOff() {
        assertThat(flags(org, "report_viewer"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "DATA_STATISTICS", true,
                        "AI_DATA_ANALYSIS", false,
                        "DATA_QUALITY", false,
                        "EMBED_SUPERSET", false,
                        "LOG_SUMMARIZATION", false,
                        "REPORTS", false,
                        "USAGE_DASHBOARD", false));
    }

    @Test
    void aStoredFlagDoesNotShowAFeatureThatDoesNotExist() {
        across("insert into feature_flag (name, value) values ('REPORTS', true)");

        assertThat(flags(org, "account_manager")).containsEntry("REPORTS", false);
    }

    @Test
    void anOrganisationsOwnSettingCountsMoreThanTheOneForEverybody() {
        across("insert into feature_flag (name, value) values ('DATA_STATISTICS', false), ('NEWER', true)");
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "insert into org_flag (org_id, name, value) values ($1, 'DATA_STATISTICS', true)",
                        org.id().value())));

        assertThat(flags(org, "account_manager"))
                .containsEntry("DATA_STATISTICS", true)
                .containsEntry("NEWER", true);
        assertThat(flags(people.org(), "account_manager")).containsEntry("DATA_STATISTICS", false);
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
