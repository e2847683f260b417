package org.dalgo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Schemathesis calls every operation of the committed OpenAPI on the packaged application, with ids that exist and with data
 * that it invents. Every answer is one that the document describes, and none is a mistake of the server. {@code .ci/contract}
 * installs Schemathesis and starts this.
 */
@EnabledIfSystemProperty(named = OpenApiConformanceIT.PROGRAM, matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenApiConformanceIT {

    /** Path of the program {@code schemathesis}. */
    static final String PROGRAM = "dalgo.schemathesis";

    private static final String SEED = System.getProperty("dalgo.schemathesis.seed", "20260101");

    private static final Path CONFIG = Path.of(".ci", "schemathesis").toAbsolutePath();
    private static final Path REPORTS = Path.of("target", "schemathesis").toAbsolutePath();

    /** Of one part; all parts together take less than six minutes on two cores. */
    private static final Duration LIMIT = Duration.ofMinutes(6);

    /** Invented data exhausts allowances of people, and an answer 429 would hide all others. */
    private static final Map<String, String> SETTINGS = Map.of(
            "dalgo.auth.limit.sign-in-by-address", "1000000/15m",
            "dalgo.auth.limit.mail-by-address", "1000000/1h",
            "dalgo.auth.limit.link-by-address", "1000000/15m");

    private static PackagedOrganisation organisation;

    @BeforeAll
    static void anOrganisationThatUsesEverything() throws IOException {
        Files.createDirectories(REPORTS);
        organisation = new PackagedOrganisation("openapi-conformance-postgres", SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (organisation != null) {
            organisation.close();
        }
    }

    /** These stay open; a test of each room reads them. */
    private static final List<String> STREAMS =
            List.of("RunLogResource_followLog", "OrgStreamResource_followOrg", "JobProgressResource_follow");

    /** These remove what the other operations name. */
    private static final List<String> REMOVALS = List.of(
            "PipelineResource_deletePipeline",
            "TransformTaskResource_deleteTask",
            "TransformTaskResource_tearDownTasks",
            "CanvasResource_deleteNode",
            "ConnectionResource_deleteConnection",
            "SourceResource_deleteSource",
            "DbtResource_deleteProject",
            "WarehouseResource_deleteWarehouse",
            "InvitationResource_delete",
            "SignInResource_endSession",
            "LogoResource_delete");

    /** Each of these can end the session or the membership of its caller, who is another member for each. */
    private static final List<String> LAST = List.of(
            "SignInResource_signOut",
            "SignInResource_signOutEverywhere",
            "AccountResource_changePassword",
            "ProfileResource_changeProfile",
            "LegacyMemberResource_updateProfile",
            "LegacyMemberResource_updateMember",
            "LegacyMemberResource_removeMember",
            "MemberResource_changeRole",
            "MemberResource_makeOwner",
            "MemberResource_remove",
            "MemberResource_update",
            "OrgResource_delete");

    @Test
    @Order(1)
    void operationsAnswerAsTheContractSays() throws Exception {
        List<String> others =
                Stream.of(STREAMS, REMOVALS, LAST).flatMap(List::stream).toList();
        run("use", organisation.token(), "--exclude-operation-id", others);
    }

    @Test
    @Order(2)
    void operationsThatRemoveAnswerAsTheContractSays() throws Exception {
        organisation.releaseLocks();
        run("remove", organisation.token(), "--include-operation-id", REMOVALS);
    }

    @Test
    @Order(3)
    void operationsThatEndASessionAnswerAsTheContractSays() throws Exception {
        List<String> failed = new ArrayList<>();
        for (String operation : LAST) {
            String token = organisation.member(operation.toLowerCase(Locale.ROOT) + "@ngo.test");
            try {
                run(operation, token, "--include-operation-id", List.of(operation));
            } catch (AssertionError e) {
                failed.add(operation);
            }
        }
        assertThat(failed).as("operations with findings, see above").isEmpty();
    }

    private static void run(String part, String token, String selection, List<String> operations)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty(PROGRAM)).toAbsolutePath().toString(),
                "--config-file",
                CONFIG.resolve("schemathesis.toml").toString(),
                "run",
                Path.of("src", "main", "openapi", "openapi.yaml")
                        .toAbsolutePath()
                        .toString(),
                "--url",
                organisation.url(),
                "--seed",
                SEED,
                "--report",
                "ndjson",
                "--report-ndjson-path",
                REPORTS.resolve(part + ".ndjson").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(CONFIG.toFile()).inheritIO();
        Map<String, String> environment = new HashMap<>();
        organisation.names().forEach((name, value) -> environment.put("DALGO_ID_" + name, value));
        environment.put("SCHEMATHESIS_HOOKS", CONFIG.resolve("hooks.py").toString());
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        environment.put("DALGO_TOKEN", token);
        environment.put("DALGO_ORG", organisation.slug());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("Schemathesis ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("findings of the part %s, see above", part)
                .isZero();
    }
}
