package org.dalgo.operator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.flow.FlowProfile;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@QuarkusTest
@TestProfile(FlowProfile.class)
class OperatorTest {

    private static final String PASSWORD = "a long enough password";

    private record CommandResult(int code, String out, String err) {}

    @Inject
    CommandLine.IFactory factory;

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private final String email = "operated-" + UUID.randomUUID() + "@ngo.test";

    @Test
    void theFirstAdministratorIsMadeWithAPasswordFromStandardInput() {
        CommandResult commandResult = operator(PASSWORD + "\n", "create-admin", "--email", email);

        assertThat(commandResult.code()).as(commandResult.err()).isZero();
        assertThat(commandResult.out()).doesNotContain(PASSWORD);
        assertThat(signIn(PASSWORD)).isEqualTo(200);
        assertThat(value("select is_platform_admin and can_create_orgs from account where email = $1", email))
                .isEqualTo(true);
        assertThat(value(
                        "select actor from audit_entry where action = 'operate' and resource_type = 'user'"
                                + " and resource_id = (select id::text from account where email = $1)",
                        email))
                .isEqualTo("operator " + System.getProperty("user.name"));
    }

    @Test
    void aGeneratedPasswordIsShownOnceAndWorks() {
        CommandResult commandResult = operator("", "create-admin", "--email", email, "--generate");

        String password = commandResult.out().lines().findFirst().orElseThrow().replaceAll(".*: ", "");
        assertThat(signIn(password)).isEqualTo(200);
    }

    @Test
    void aPersonWhoIsThereKeepsTheirPassword() {
        OrgView org = people.org();
        String member = people.member(org, "report_viewer");

        CommandResult commandResult = operator("something else entirely\n", "create-admin", "--email", member);

        assertThat(commandResult.out()).contains("keeps their password");
        people.token(member);
    }

    @Test
    void aPasswordIsResetAndSessionsEnd() {
        operator(PASSWORD + "\n", "create-admin", "--email", email);
        String token = given().contentType("application/json")
                .body(Map.of("username", email, "password", PASSWORD))
                .post("/api/login/")
                .path("token");

        CommandResult commandResult = operator("another password\n", "reset-password", "--email", email);

        assertThat(commandResult.code()).as(commandResult.err()).isZero();
        assertThat(signIn(PASSWORD)).isNotEqualTo(200);
        assertThat(signIn("another password")).isEqualTo(200);
        assertThat(given().header("Authorization", "Bearer " + token)
                        .get("/api/currentuserv2")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aPasswordCannotBeAnArgument() {
        assertThat(operator("", "create-admin", "--email", email, "--password", PASSWORD)
                        .code())
                .isEqualTo(2);
        assertThat(operator("", "create-admin", "--email", email, PASSWORD).code())
                .isEqualTo(2);
    }

    @Test
    void whatCannotBeDoneIsSaidInASentence() {
        CommandResult unknown = operator(PASSWORD + "\n", "reset-password", "--email", email);
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err().strip()).isEqualTo("There is no account " + email + ".");

        assertThat(operator("", "create-admin", "--email", email).err()).contains("standard input");
        assertThat(operator("short\n", "create-admin", "--email", email).err()).contains("too short");
        assertThat(operator("", "fly").code()).isEqualTo(2);
    }

    @Test
    void anOrganisationIsMadeWithItsFirstMemberAndListed() {
        operator(PASSWORD + "\n", "create-admin", "--email", email);
        String name = "ngo " + UUID.randomUUID().toString().substring(0, 8);

        CommandResult made = operator("", "create-org", "--name", name, "--email", email, "--role", "platform_staff");

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(operator("", "list-orgs").out()).containsPattern("1  \\d{4}-\\d{2}-\\d{2}  " + name);
        assertThat(value(
                        "select count(*) from org_operation where name = $1 and kind = 'create' and actor like 'operator %'",
                        name))
                .isEqualTo(1L);
        assertThat(value(
                        "select count(*) from audit_entry a join org o on o.id = a.org_id where o.name = $1"
                                + " and a.action in ('operate', 'create')",
                        name))
                .isEqualTo(2L);
    }

    @Test
    void aFeatureIsSwitchedForOneOrganisationOrForAll() {
        OrgView org = people.org();

        CommandResult one =
                operator("", "set-flag", "--feature", "DATA_STATISTICS", "--value", "false", "--org", org.slug());

        assertThat(one.code()).as(one.err()).isZero();
        assertThat(value(
                        "select value from org_flag where org_id = $1", org.id().value()))
                .isEqualTo(false);
        for (String absent : List.of("EMBED_SUPERSET", "NO_SUCH")) {
            CommandResult refused = operator("", "set-flag", "--feature", absent, "--value", "true");
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err()).contains("DATA_STATISTICS");
        }
    }

    @Test
    void anOrganisationIsRemovedWhenItsNameIsConfirmed() {
        OrgView org = people.org();

        assertThat(operator("", "delete-org", "--org", org.slug(), "--confirm", "another")
                        .err())
                .contains("Confirm with the name");
        assertThat(operator("", "delete-org", "--org", org.slug(), "--confirm", org.name())
                        .code())
                .isZero();
    }

    @Test
    void aPersonIsAddedToAnOrganisation() {
        OrgView org = people.org();
        operator(PASSWORD + "\n", "create-admin", "--email", email);

        CommandResult added =
                operator("", "add-user-to-org", "--email", email, "--org", org.slug(), "--role", "pipeline_manager");

        assertThat(added.code()).as(added.err()).isZero();
        assertThat(value(
                        "select r.slug from membership m join role r on r.id = m.role_id"
                                + " join account a on a.id = m.account_id where a.email = $1",
                        email))
                .isEqualTo("pipeline_manager");
        assertThat(operator("", "add-user-to-org", "--email", email, "--org", "no-such", "--role", "x")
                        .err())
                .contains("There is no organisation no-such.");
    }

    @Test
    void theKeyUsageIsPrinted() {
        people.token(people.member(people.org(), "account_manager"));

        CommandResult status = operator("", "rotate-keys", "--status");

        assertThat(status.code()).as(status.err()).isZero();
        assertThat(status.out()).containsPattern("signing_key\\.private_key +development +\\d+  current");
        assertThat(operator("", "rotate-keys").out()).contains("nothing to do");
    }

    @Test
    void aNewKeySignsTokensAndEverySessionStaysValid() {
        OrgView org = people.org();
        String token = people.token(people.member(org, "account_manager"));

        CommandResult commandResult = operator("", "rotate-keys", "--signing");

        assertThat(commandResult.code()).as(commandResult.err()).isZero();
        assertThat(given().header("Authorization", "Bearer " + token)
                        .header("x-dalgo-org", org.slug())
                        .get("/api/currentuserv2")
                        .statusCode())
                .isEqualTo(200);
        String fresh = people.token(people.member(org, "report_viewer"));
        assertThat(keyOf(fresh)).isNotEqualTo(keyOf(token));
        assertThat(value("select count(*) from signing_key where kid = $1 and retired_at > now()", keyOf(token)))
                .isEqualTo(1L);
        assertThat(value("select count(*) from signing_key where kid = $1 and retired_at is null", keyOf(fresh)))
                .isEqualTo(1L);
    }

    private static String keyOf(String token) {
        return JsonPath.from(new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8))
                .getString("kid");
    }

    private int signIn(String password) {
        return given().contentType("application/json")
                .body(Map.of("username", email, "password", password))
                .post("/api/login/")
                .statusCode();
    }

    private Object value(String query, Object... parameters) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.OPERATOR, () -> TestRows.first(sql, query, parameters)))[0];
    }

    private CommandResult operator(String input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            int code = OperatorApplication.commandLine(factory)
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute(arguments);
            return new CommandResult(code, out.toString(), err.toString());
        } finally {
            System.setIn(before);
        }
    }
}
