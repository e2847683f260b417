package org.dalgo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
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
    private static final Path DOCUMENT =
            Path.of("src", "main", "openapi", "openapi.yaml").toAbsolutePath();

    /** Of everything, the start of the application included, on two cores that nothing else uses. */
    private static final Duration LIMIT = Duration.ofMinutes(Integer.getInteger("dalgo.schemathesis.minutes", 6));

    private static final String WEBHOOK_KEY = "the key of both webhooks";

    /** Invented data exhausts allowances of people, and an answer 429 would hide all others. */
    private static final Map<String, String> SETTINGS = Map.of(
            "dalgo.auth.limit.sign-in-by-account", "1000000/15m",
            "dalgo.auth.limit.sign-in-by-account-and-network", "1000000/15m",
            "dalgo.auth.limit.mail-by-account", "1000000/1h",
            "dalgo.auth.limit.sign-in-by-address", "1000000/15m",
            "dalgo.auth.limit.mail-by-address", "1000000/1h",
            "dalgo.auth.limit.link-by-address", "1000000/15m",
            "dalgo.run.webhook-key", WEBHOOK_KEY,
            "dalgo.ingest.webhook-key", WEBHOOK_KEY);

    /** These stay open; a test of each room reads them. */
    private static final Set<String> STREAMS =
            Set.of("RunLogResource_followLog", "OrgStreamResource_followOrg", "JobProgressResource_follow");

    /** These remove what the other operations name. */
    private static final Set<String> REMOVALS = Set.of(
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

    /** Each of these can end the session or the membership of its caller, who is another member for each call. */
    private static final Set<String> CALLER_ENDS = Set.of(
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

    /**
     * What must succeed, in percent. Without a session or real ids, one call in a hundred does.
     *
     * @param operations that succeed at least once
     * @param calls of all; most have something wrong on purpose
     */
    record Share(int operations, int calls) {}

    /** The other operations need what only a mail, a git host, Google or a plan gives; which they are is printed. */
    private static final Share OF_USE = new Share(80, 15);

    /** What is removed once is absent afterwards, and the warehouse takes with it what the others would remove. */
    private static final Share OF_REMOVAL = new Share(50, 3);

    /** Members for {@link #CALLER_ENDS}, in an organisation of their own; two for each call. */
    private static final int CALLERS = 4000;

    private static final String CALLER = "caller-%d@ngo.test";

    private static final Path KNOWN = REPORTS.resolve("known.json");

    private static final long DEADLINE = System.nanoTime() + LIMIT.toNanos();

    private static final ObjectMapper JSON = new ObjectMapper();

    private static PackagedOrganisation organisation;
    private static Set<String> operations;

    @BeforeAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    static void anOrganisationThatUsesEverything() throws IOException {
        Files.createDirectories(REPORTS);
        operations = operations();
        organisation = new PackagedOrganisation("openapi-conformance-postgres", SETTINGS);
        know(organisation, KNOWN);
    }

    /** Writes what the hooks of Schemathesis read. */
    static void know(PackagedOrganisation organisation, Path file) throws IOException {
        organisation.organisation("callers", CALLER, CALLERS);
        Map<String, String> ids = new HashMap<>(organisation.names());
        ids.putAll(Map.of(
                "json_column",
                "extra",
                "manager",
                PackagedOrganisation.MANAGER,
                "password",
                PackagedOrganisation.PASSWORD,
                "webhook_key",
                WEBHOOK_KEY));
        JSON.writeValue(
                file.toFile(),
                Map.of(
                        "url",
                        organisation.url(),
                        "org",
                        organisation.slug(),
                        "ids",
                        ids,
                        "caller",
                        CALLER,
                        "callersOrg",
                        "callers",
                        "callers",
                        CALLER_ENDS));
    }

    @AfterAll
    static void stop() {
        if (organisation != null) {
            organisation.close();
        }
    }

    @Test
    @Order(1)
    void operationsAnswerAsTheContractSays() throws Exception {
        Set<String> selected = new TreeSet<>(operations);
        selected.removeAll(STREAMS);
        selected.removeAll(REMOVALS);
        run("use", selected, OF_USE);
    }

    @Test
    @Order(2)
    void operationsThatRemoveAnswerAsTheContractSays() throws Exception {
        organisation.releaseLocks();
        run("remove", REMOVALS, OF_REMOVAL);
    }

    /**
     * What the hooks count, by operation.
     *
     * @param answers calls by status
     * @param seconds time until all answers
     */
    record Calls(Map<String, Map<String, Integer>> answers, Map<String, Double> seconds) {}

    /** Calls the selected operations; fails on a finding, on one that was not called, and when too few succeed. */
    private static void run(String part, Set<String> selected, Share share) throws IOException, InterruptedException {
        Path output = REPORTS.resolve(part + ".txt");
        Path calls = REPORTS.resolve(part + "-calls.json");
        Files.deleteIfExists(calls);
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty(PROGRAM)).toAbsolutePath().toString(),
                "--config-file",
                CONFIG.resolve("schemathesis.toml").toString(),
                "run",
                DOCUMENT.toString(),
                "--url",
                organisation.url(),
                "--seed",
                SEED,
                "--no-color"));
        operations.stream()
                .filter(operation -> !selected.contains(operation))
                .forEach(operation -> line.addAll(List.of("--exclude-operation-id", operation)));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(REPORTS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .putAll(Map.of(
                        "SCHEMATHESIS_HOOKS", CONFIG.resolve("hooks.py").toString(),
                        "PYTHONDONTWRITEBYTECODE", "1",
                        "PYTHONIOENCODING", "utf-8",
                        "DALGO_KNOWN", KNOWN.toString(),
                        "DALGO_CALLS", calls.toString()));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(DEADLINE - System.nanoTime(), TimeUnit.NANOSECONDS))
                    .as("%s ends within %s; it has written %s", PROGRAM, LIMIT, output)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("findings of the part %s with the seed %s: %s", part, SEED, Files.readString(output))
                .isZero();
        verify(
                part,
                selected,
                share,
                JSON.readValue(calls.toFile(), Calls.class).answers());
    }

    private static void verify(
            String part, Set<String> selected, Share share, Map<String, Map<String, Integer>> answers) {
        assertThat(answers.keySet()).as("operations that were called").containsAll(selected);
        Map<String, Integer> byStatus = new TreeMap<>();
        answers.values()
                .forEach(counts -> counts.forEach((status, count) -> byStatus.merge(status, count, Integer::sum)));
        int calls = byStatus.values().stream().mapToInt(Integer::intValue).sum();
        int successful = successes(byStatus);
        Set<String> without = new TreeSet<>(selected);
        without.removeIf(operation -> successes(answers.get(operation)) > 0);
        System.out.printf(
                "contract, %s: %d operations, %d of them successful; %d calls, %d %% successful; %s; without success %s%n",
                part,
                selected.size(),
                selected.size() - without.size(),
                calls,
                100 * successful / calls,
                byStatus,
                without);
        assertThat(100 * (selected.size() - without.size()) / selected.size())
                .as("percent of the operations that succeed at all; these do not: %s", without)
                .isGreaterThanOrEqualTo(share.operations());
        assertThat(100 * successful / calls)
                .as("percent of the calls that succeed")
                .isGreaterThanOrEqualTo(share.calls());
    }

    private static int successes(Map<String, Integer> byStatus) {
        return byStatus.entrySet().stream()
                .filter(status ->
                        status.getKey().startsWith("2") || status.getKey().startsWith("3"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private static Set<String> operations() throws IOException {
        Set<String> ids = new HashSet<>();
        for (JsonNode path : new YAMLMapper().readTree(DOCUMENT.toFile()).get("paths")) {
            for (JsonNode operation : path) {
                if (operation.has("operationId")) {
                    ids.add(operation.get("operationId").asText());
                }
            }
        }
        return ids;
    }
}
