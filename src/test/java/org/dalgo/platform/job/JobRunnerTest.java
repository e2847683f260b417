package org.dalgo.platform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobRunnerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Fails as often as the payload says. */
    @ApplicationScoped
    static class TestJobHandler implements JobHandler {

        final List<Job> attempts = new CopyOnWriteArrayList<>();
        final List<Job> givenUp = new CopyOnWriteArrayList<>();

        @Override
        public String kind() {
            return "errand";
        }

        @Override
        public JobLane lane() {
            return JobLane.UPSTREAM;
        }

        @Override
        public int maxAttempts() {
            return 2;
        }

        @Override
        public Uni<Void> run(Job job) {
            attempts.add(job);
            return job.attempt() <= job.payload().get("failures").asInt()
                    ? Uni.createFrom().failure(new IllegalStateException("the shop is closed"))
                    : Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> onGivenUp(Job job, Throwable cause) {
            givenUp.add(job);
            return job.payload().path("failsOnGivenUp").asBoolean() && job.attempt() == maxAttempts()
                    ? Uni.createFrom().failure(new IllegalStateException("failed"))
                    : Uni.createFrom().voidItem();
        }

        long timesGivenUp(long id) {
            return givenUp.stream().filter(job -> job.id() == id).count();
        }

        List<Job> attemptsOf(String name) {
            return attempts.stream()
                    .filter(job -> job.payload().get("name").asText().equals(name))
                    .toList();
        }
    }

    @Inject
    TestPeople people;

    @Inject
    JobQueue jobQueue;

    @Inject
    TestJobHandler testJobHandler;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private final String name = UUID.randomUUID().toString();

    @Test
    void workIsDoneOnceAndItsRowGoes() {
        OrgView org = people.org();
        long id = enqueue(org, 0);
        await().atMost(TIMEOUT).until(() -> row(id) == null);
        assertThat(testJobHandler.attemptsOf(name)).singleElement().satisfies(job -> {
            assertThat(job.id()).isEqualTo(id);
            assertThat(job.org()).isEqualTo(org.id());
            assertThat(job.last()).isFalse();
        });
    }

    @Test
    void workThatFailsIsTriedAgain() {
        long id = enqueue(people.org(), 1);
        await().atMost(TIMEOUT).until(() -> row(id) == null);
        assertThat(testJobHandler.attemptsOf(name)).extracting(Job::attempt).containsExactly(1, 2);
    }

    @Test
    void workThatKeepsFailingIsGivenUpAndSaysWhy() {
        long id = enqueue(people.org(), 5);
        await().atMost(TIMEOUT).until(() -> row(id)[0] != null);
        assertThat(testJobHandler.attemptsOf(name)).hasSize(2);
        assertThat(testJobHandler.timesGivenUp(id)).isEqualTo(1);
        assertThat(row(id)[1]).isEqualTo("the shop is closed");
    }

    @Test
    void aJobIsGivenUpOnlyAfterItsHandlerWasNotified() {
        OrgView org = people.org();
        long id = TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> jobQueue.enqueue(
                        "errand", org.id(), Map.of("name", name, "failures", 5, "failsOnGivenUp", true))));
        await().atMost(TIMEOUT).until(() -> row(id)[0] != null);
        assertThat(testJobHandler.attemptsOf(name)).extracting(Job::attempt).containsExactly(1, 2, 3);
        assertThat(testJobHandler.timesGivenUp(id)).isEqualTo(2);
    }

    @Test
    void workOfAKilledProcessIsTakenOver() {
        OrgView org = people.org();
        long id = TestPeople.await(
                () -> tenantTransactions.acrossOrgs(CrossTenantPurpose.JOB_QUEUE, () -> jobQueue.enqueue(
                                "errand", org.id(), Map.of("name", name, "failures", 0))
                        .call(added -> sql.update(
                                "update job set attempt = 1, leased_until = now() + interval '2 seconds'"
                                        + " where id = $1",
                                added))));
        await().atMost(TIMEOUT).until(() -> row(id) == null);
        assertThat(testJobHandler.attemptsOf(name)).extracting(Job::attempt).containsExactly(2);
    }

    @Test
    void workThatWasNeverCommittedIsNotDone() {
        OrgView org = people.org();
        assertThatThrownBy(() -> TestPeople.await(() -> tenantTransactions.inOrg(
                        org.id(), () -> jobQueue.enqueue("errand", org.id(), Map.of("name", name, "failures", 0))
                                .onItem()
                                .failWith(() -> new IllegalStateException("changed my mind")))))
                .hasMessage("changed my mind");
        enqueue(org, 0);
        await().atMost(TIMEOUT).until(() -> !testJobHandler.attemptsOf(name).isEmpty());
        assertThat(testJobHandler.attemptsOf(name)).hasSize(1);
    }

    private long enqueue(OrgView org, int failures) {
        return TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> jobQueue.enqueue("errand", org.id(), Map.of("name", name, "failures", failures))));
    }

    private Object[] row(long id) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.JOB_QUEUE,
                () -> TestRows.first(sql, "select gave_up_at, last_error from job where id = $1", id)));
    }
}
