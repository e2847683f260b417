package org.dalgo.data.connector.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConnectorCommandTest {

    private static final String PASSWORD = "hush-hush";

    private static final Executor CLIENTS = Executors.newCachedThreadPool();

    /** Executes when the test lets it. */
    @ApplicationScoped
    static class TestCommand implements ConnectorCommand {

        private final Map<String, CompletableFuture<JsonNode>> outcomes = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public Uni<JsonNode> run(OrgId org, JsonNode request) {
            String name = request.path("name").asText();
            runs.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
            return Uni.createFrom().completionStage(outcome(name));
        }

        @Override
        public boolean isKept(JsonNode result) {
            return !result.path("answer").asText().equals("no");
        }

        CompletableFuture<JsonNode> outcome(String name) {
            return outcomes.computeIfAbsent(name, key -> new CompletableFuture<>());
        }

        void answers(String name, JsonNode answer) {
            outcomes.put(name, CompletableFuture.completedFuture(answer));
        }

        int runs(String name) {
            return runs.getOrDefault(name, new AtomicInteger()).get();
        }
    }

    @Inject
    ConnectorCommandService commands;

    @Inject
    TestCommand command;

    @Inject
    MeterRegistry meters;

    @Inject
    TestPeople people;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private OrgView org;
    private String name;

    @BeforeEach
    void anOrganisation() {
        org = people.org();
        name = UUID.randomUUID().toString();
    }

    @Test
    void whoRequestsWhatIsUnderWayWaitsForTheSameCommand() {
        CompletableFuture<JsonNode> first = request(true);
        awaitRunning();
        CompletableFuture<JsonNode> second = request(true);
        await().until(() -> meters.get(CommandEndings.WAITING).gauge().value() == 2);

        command.outcome(name).complete(answer("yes"));

        assertThat(first.join()).isEqualTo(answer("yes"));
        assertThat(second.join()).isEqualTo(answer("yes"));
        assertThat(command.runs(name)).isEqualTo(1);
    }

    @Test
    void aResultThatNobodyReceivedAnswersTheNextRequestAndOnlyThat() {
        request(false);
        awaitRunning();
        command.outcome(name).complete(answer("yes"));
        awaitEnded(1);

        assertThat(request(true).join()).isEqualTo(answer("yes"));
        assertThat(command.runs(name)).isEqualTo(1);

        assertThat(request(true).join()).isEqualTo(answer("yes"));
        assertThat(command.runs(name)).isEqualTo(2);
    }

    @Test
    void aFailureIsTriedAgain() {
        command.outcome(name).completeExceptionally(Failure.badRequest("the password is wrong"));
        assertThatThrownBy(() -> request(false).join()).hasMessageContaining("the password is wrong");
        awaitEnded(1);
        command.answers(name, answer("no"));

        assertThat(request(false).join()).isEqualTo(answer("no"));
        awaitEnded(2);
        assertThat(request(true).join()).isEqualTo(answer("no"));
        assertThat(command.runs(name)).isEqualTo(3);
    }

    @Test
    void aFailureKeepsWhatClientsLookAt() {
        List<Failure.Field> fields = List.of(new Failure.Field(List.of("body", "config"), "is missing", "missing"));
        command.outcome(name).completeExceptionally(Failure.invalid(fields));
        assertThatThrownBy(() -> request(true).join()).cause().isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.problem()).isEqualTo(Problem.INVALID);
            assertThat(failure.fields()).isEqualTo(fields);
        });
        name = UUID.randomUUID().toString();
        command.outcome(name)
                .completeExceptionally(
                        new UpstreamFailure("Airbyte", UpstreamFailure.Kind.UNREACHABLE, "Airbyte is away", null));
        assertThatThrownBy(() -> request(true).join())
                .cause()
                .isInstanceOfSatisfying(UpstreamFailure.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(UpstreamFailure.Kind.UNREACHABLE);
                    assertThat(failure.system()).isEqualTo("Airbyte");
                });
    }

    @Test
    void aRequestIsEncryptedAndDeletedAtItsEnd() {
        CompletableFuture<JsonNode> waiting = request(true);
        awaitRunning();

        Object[] row = rows("select request, fingerprint from connector_command where org_id = $1")
                .get(0);
        assertThat(((Buffer) row[0]).toString()).isNotEmpty().doesNotContain(PASSWORD, name);
        assertThat(((Buffer) row[1]).length()).isEqualTo(32);
        assertThat((String) rows("select payload::text from job where org_id = $1 and kind = 'connector-command'")
                        .get(0)[0])
                .doesNotContain(PASSWORD, name);
        command.outcome(name).complete(answer("yes"));
        waiting.join();

        assertThat(number("select count(*) from connector_command where org_id = $1 and request is not null"))
                .isZero();
    }

    @Test
    void theSameRequestOfAnotherOrganisationIsACommandOfItsOwn() {
        OrgView own = org;
        CompletableFuture<JsonNode> first = request(true);
        awaitRunning();
        org = people.org();
        CompletableFuture<JsonNode> second = request(true);
        await().until(() -> command.runs(name) == 2);
        command.outcome(name).complete(answer("yes"));

        first.join();
        second.join();
        assertThat(number("select count(*) from connector_command where org_id = $1"))
                .isEqualTo(1);
        org = own;
        assertThat(number("select count(*) from connector_command where org_id = $1"))
                .isEqualTo(1);
    }

    @Test
    void oneOrganisationHasABoundedNumberUnderWay() {
        for (int i = 0; i < 20; i++) {
            change("insert into connector_command (org_id, kind, fingerprint, request) values ($1, 'x', '\\x0" + "0"
                    + String.format("%02d", i) + "'::bytea, '\\x00'::bytea)");
        }

        assertThatThrownBy(() -> request(true).join())
                .cause()
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.problem()).isEqualTo(Problem.TOO_MANY));
        // Their requests are not encrypted, which other tests would find.
        change("delete from connector_command where org_id = $1");
    }

    @Test
    void oneOrganisationHasABoundedNumberOfRequestsThatWait() {
        CompletableFuture<JsonNode> first = request(true);
        awaitRunning();
        List<CompletableFuture<JsonNode>> joined =
                IntStream.range(1, 40).mapToObj(i -> request(true)).toList();
        await().until(() -> meters.get(CommandEndings.WAITING).gauge().value() == 40);

        assertThatThrownBy(() -> request(true).join())
                .cause()
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.problem()).isEqualTo(Problem.TOO_MANY));

        command.outcome(name).complete(answer("yes"));
        assertThat(first.join()).isEqualTo(answer("yes"));
        assertThat(joined).allSatisfy(waiting -> assertThat(waiting.join()).isEqualTo(answer("yes")));
    }

    @Test
    void aResultFromBeforeAChangeAnswersNobodyWhoComesAfterIt() {
        CompletableFuture<JsonNode> before = request(false);
        awaitRunning();
        discardResults();
        CompletableFuture<JsonNode> after = request(true);
        await().until(() -> command.runs(name) == 2);
        command.outcome(name).complete(answer("yes"));

        assertThat(before.join()).isEqualTo(answer("yes"));
        assertThat(after.join()).isEqualTo(answer("yes"));

        request(false).join();
        discardResults();
        request(true).join();
        assertThat(command.runs(name)).isEqualTo(4);
    }

    private void discardResults() {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> commands.discardResults(org.id())));
    }

    private CompletableFuture<JsonNode> request(boolean wanted) {
        OrgId of = org.id();
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("name", name).put("password", PASSWORD);
        return CompletableFuture.supplyAsync(
                () -> TestPeople.await(() -> commands.execute(of, "test", request, () -> wanted)), CLIENTS);
    }

    private static ObjectNode answer(String text) {
        return JsonNodeFactory.instance.objectNode().put("answer", text);
    }

    private void awaitRunning() {
        await().until(() -> command.runs(name) > 0);
    }

    private void awaitEnded(int commandsEnded) {
        await().until(() -> number("select count(*) from connector_command where org_id = $1 and ended_at is not null")
                == commandsEnded);
    }

    private long number(String query) {
        return ((Number) rows(query).get(0)[0]).longValue();
    }

    private List<Object[]> rows(String query) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING,
                () -> TestRows.select(sql, query, org.id().value())));
    }

    private void change(String statement) {
        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING,
                () -> sql.update(statement, org.id().value())));
    }
}
