package org.dalgo.flow;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.dalgo.flow.task.DbtSettings;
import org.dalgo.flow.task.TaskService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;

/** Makes organisations that can run things, and looks into their rows. */
@ApplicationScoped
public class TestTenant {

    @Inject
    TestPeople people;

    @Inject
    TaskService tasks;

    @Inject
    Instance<FixedSettings> settings;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    /** A new organisation with a dbt project, a warehouse and Airbyte. */
    public OrgView org() {
        OrgView org = people.org();
        settings.get().server(org.id(), org.slug() + "-airbyte-server");
        settings.get()
                .project(
                        org.id(),
                        new DbtSettings(
                                org.slug() + "/dbtrepo",
                                "https://github.test/ngo/repo.git",
                                null,
                                null,
                                "dbt-profile-" + org.slug()));
        return org;
    }

    /** A request of a new member of the organisation in that role. */
    public RequestSpecification as(OrgView org, String role) {
        String token = people.token(people.member(org, role));
        return RestAssured.given()
                .spec(new io.restassured.builder.RequestSpecBuilder()
                        .addHeader("Authorization", "Bearer " + token)
                        .addHeader("x-dalgo-org", org.slug())
                        .setContentType("application/json")
                        .build());
    }

    /** A new connection of the organisation. */
    public UUID connection(OrgView org, String name) {
        UUID connection = UUID.randomUUID();
        TestPeople.await(() -> tasks.registerSync(org.id(), connection, name));
        return connection;
    }

    /** Rows of a query within the organisation. */
    public List<Object[]> rows(OrgView org, String query, Object... parameters) {
        return TestPeople.await(
                () -> tenantTransactions.inOrg(org.id(), () -> TestRows.select(sql, query, parameters)));
    }

    /** Notifications of the organisation, the oldest first. */
    public List<String> messages(OrgView org) {
        return rows(
                        org,
                        "select message from notification where org_id = $1 order by id",
                        org.id().value())
                .stream()
                .map(row -> (String) row[0])
                .toList();
    }

    /** Rows of a query that looks at all organisations. */
    public List<Object[]> rowsOfAll(String query, Object... parameters) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING, () -> TestRows.select(sql, query, parameters)));
    }

    /** Runs a statement within the organisation. */
    public void run(OrgView org, String statement, Object... parameters) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> sql.update(statement, parameters)));
    }

    /** The first column of the first row. */
    public Object value(OrgView org, String query, Object... parameters) {
        return rows(org, query, parameters).get(0)[0];
    }
}
