package org.dalgo.people.role;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.dalgo.people.member.TestMail;
import org.dalgo.people.org.OrgView;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles are rows: what the design's three roles may do, and that an operator can add a fourth without code. */
@QuarkusTest
class RoleRowsTest {

    private final String slug = "auditor_" + UUID.randomUUID().toString().substring(0, 8);

    @Inject
    TestPeople people;

    @Inject
    TestMail rows;

    @AfterEach
    void takeTheRoleAway() {
        rows.update("delete from membership where role_id in (select id from role where slug = $1)", slug);
        asOwnerOfTheDatabase("delete from role where slug = '" + slug + "'");
    }

    @Test
    void anOperatorAddsARoleAsDataAndItsMemberMayExactlyThat() {
        asOwnerOfTheDatabase("insert into role (id, slug, name, level, wire_slug) select max(id) + 1, '" + slug
                + "', 'Auditor', 2, 'analyst' from role");
        grant("can_view_orgusers");
        OrgView org = people.org();
        String token = people.token(people.member(org, slug));

        as(token, org)
                .get("/api/currentuserv2")
                .then()
                .statusCode(200)
                .body("[0].new_role_slug", equalTo("analyst"))
                .body("[0].permissions.slug", contains("can_view_orgusers"));
        as(token, org).get("/api/v1/users/invitations/").then().statusCode(403);
        String manager = people.token(people.member(org, "account_manager"));
        as(manager, org).get("/api/data/roles").then().body("name", hasItem("Auditor"));

        grant("can_view_invitations");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> as(token, org).get("/api/v1/users/invitations/").statusCode() == 200);
    }

    @Test
    void aRoleShowsItselfAsOneOfTheWebAppsFour() {
        assertThat(rows.rows("select distinct wire_slug from role").stream().map(row -> (String) row[0]))
                .isSubsetOf("super-admin", "admin", "analyst", "member");
        assertThatThrownBy(() -> asOwnerOfTheDatabase(
                        "insert into role (id, slug, name, level, wire_slug) values (999, 'odd', 'Odd', 1, 'odd')"))
                .hasMessageContaining("role_wire_slug");
    }

    /** AnyOrgUser 1 2 3, CanManagePipelines 2 3, CanManageUsers 2 3, FullAccess 3. */
    @ParameterizedTest
    @CsvSource({
        "AnyOrgUser, can_view_orgusers, report_viewer pipeline_manager account_manager",
        "AnyOrgUser, can_view_flags, report_viewer pipeline_manager account_manager",
        "CanManagePipelines, can_create_pipeline, pipeline_manager account_manager",
        "CanManagePipelines, can_view_pipelines, pipeline_manager account_manager",
        "CanManagePipelines, can_create_warehouse, pipeline_manager account_manager",
        "CanManagePipelines, can_delete_warehouses, pipeline_manager account_manager",
        "CanManagePipelines, can_accept_tnc, pipeline_manager account_manager",
        "CanManagePipelines, can_view_master_tasks, pipeline_manager account_manager",
        "CanManageUsers, can_create_invitation, pipeline_manager account_manager",
        "CanManageUsers, can_edit_orguser, pipeline_manager account_manager",
        "CanManageUsers, can_edit_orguser_role, pipeline_manager account_manager",
        "CanManageUsers, can_delete_orguser, pipeline_manager account_manager",
        "FullAccess, can_edit_org_notification_settings, account_manager",
        "only staff, can_create_org, ''"
    })
    void theCheckersOfTheDesignAreWhatTheRolesMay(String checker, String permission, String roles) {
        Set<String> having = new TreeSet<>();
        rows.rows(
                        "select r.slug from role r join role_permission p on p.role_id = r.id where p.permission = $1"
                                + " and r.slug in ('report_viewer', 'pipeline_manager', 'account_manager')",
                        permission)
                .forEach(row -> having.add((String) row[0]));
        assertThat(having)
                .as(checker)
                .containsExactlyInAnyOrderElementsOf(roles.isEmpty() ? List.of() : List.of(roles.split(" ")));
    }

    /** A button of the web app shows with its permission, and each of these led to a refusal. */
    @Test
    void noRoleMayChangeAFeatureThatDoesNotExist() {
        assertThat(rows
                        .rows("select distinct permission from role_permission where permission ~ "
                                + "'^can_(create|edit|delete|share|manage|request)_.*(alert|chart|dashboard|kpi|metric|llm)'"
                                + " or permission = 'can_view_usage_dashboard'")
                        .stream()
                        .map(row -> (String) row[0]))
                .isEmpty();
    }

    private void grant(String permission) {
        asOwnerOfTheDatabase(
                "insert into role_permission select id, '" + permission + "' from role where slug = '" + slug + "'");
    }

    private static RequestSpecification as(String token, OrgView org) {
        return given().auth().oauth2(token).header("x-dalgo-org", org.slug()).contentType("application/json");
    }

    @Inject
    io.agroal.api.AgroalDataSource operator;

    /** As an operator does: by a few lines of SQL. */
    private void asOwnerOfTheDatabase(String statement) {
        try (var connection = operator.getConnection();
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
