package org.dalgo.platform.job;

import static io.restassured.RestAssured.given;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class JobLaneTest {

    private static final String KIND = "hours-long";

    /** Runs until the test releases it, as the schema detection of an organisation does for hours. */
    @ApplicationScoped
    static class LongJobHandler implements JobHandler {

        private final Map<Job, UniEmitter<? super Void>> running = new ConcurrentHashMap<>();
        private volatile boolean released;

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public JobLane lane() {
            return JobLane.LONG;
        }

        @Override
        public Uni<Void> run(Job job) {
            return released
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().emitter(emitter -> running.put(job, emitter));
        }

        long runningOf(OrgView org) {
            return running.keySet().stream()
                    .filter(job -> job.org().equals(org.id()))
                    .count();
        }

        int runningJobs() {
            return running.size();
        }

        void block() {
            released = false;
        }

        void release() {
            released = true;
            running.values().forEach(emitter -> emitter.complete(null));
            running.clear();
        }
    }

    @Inject
    TestPeople people;

    @Inject
    JobQueue jobQueue;

    @Inject
    JobRepository jobs;

    @Inject
    JobConfig config;

    @Inject
    LongJobHandler longJobs;

    @Inject
    @All
    List<JobHandler> handlers;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @AfterEach
    void releaseAll() {
        longJobs.release();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> count("select count(*) from job where kind = $1", KIND) == 0);
        longJobs.block();
    }

    @Test
    void aPasswordResetIsMailedWithinTwoSecondsWhileFiftyOrganisationsReadTheirSources() {
        List<OrgView> orgs = Stream.generate(people::org).limit(50).toList();
        String email = people.member(orgs.get(0), "account_manager");
        orgs.forEach(org -> enqueue(org, 1));
        await().until(() -> longJobs.runningJobs() == config.width(JobLane.LONG));

        given().contentType("application/json")
                .body(Map.of("email", email))
                .post("/api/users/forgot_password_v2/")
                .then()
                .statusCode(200);

        await().atMost(Duration.ofSeconds(2))
                .until(() -> count("select count(*) from mail_delivery where recipient = $1 and state = 'sent'", email)
                        == 1);
        assertThat(longJobs.runningJobs()).isEqualTo(config.width(JobLane.LONG));
    }

    @Test
    void anOrganisationWithAQueueLeavesPlacesToTheOthers() {
        OrgView busy = people.org();
        OrgView later = people.org();
        enqueue(busy, 12);
        await().until(() -> longJobs.runningOf(busy) == 2);

        enqueue(later, 1);
        await().atMost(Duration.ofSeconds(2)).until(() -> longJobs.runningOf(later) == 1);
        assertThat(longJobs.runningOf(busy)).isEqualTo(2);
    }

    @Test
    void organisationsTakeTurns() {
        OrgView first = people.org();
        OrgView second = people.org();
        OrgView third = people.org();
        String kind = "unhandled-" + first.slug();
        TestPeople.await(() -> tenantTransactions.acrossOrgs(CrossTenantPurpose.JOB_QUEUE, () -> enqueue(kind, first)
                .chain(() -> enqueue(kind, first))
                .chain(() -> enqueue(kind, first))
                .chain(() -> enqueue(kind, second))
                .chain(() -> enqueue(kind, third))));

        assertThat(claim(kind, 3)).containsExactlyInAnyOrder(first.id(), second.id(), third.id());
        assertThat(claim(kind, 3)).containsExactly(first.id());
        assertThat(claim(kind, 3)).isEmpty();
    }

    @Test
    void everyHandlerHasTheLaneOfWhatItWaitsFor() {
        Map<String, JobLane> lanes = handlers.stream()
                .filter(handler -> !handler.getClass().getName().contains(".platform.job."))
                .collect(Collectors.toMap(JobHandler::kind, JobHandler::lane));
        assertThat(lanes)
                .contains(
                        entry("mail", JobLane.MAIL),
                        entry("chat", JobLane.CHAT),
                        entry("password-reset", JobLane.MAIL),
                        entry("sign-up", JobLane.MAIL),
                        entry("schema-detection", JobLane.LONG),
                        entry("schema-review", JobLane.DISCOVERY),
                        entry("airbyte-jobs", JobLane.UPSTREAM),
                        entry("send-dbt-project", JobLane.GIT),
                        entry("rotate-keys", JobLane.MAINTENANCE));
        assertThat(lanes.entrySet().stream()
                        .filter(entry -> entry.getValue() == JobLane.MAIL)
                        .map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("mail", "password-reset", "sign-up");
    }

    private Uni<Long> enqueue(String kind, OrgView org) {
        return jobQueue.enqueue(kind, org.id(), Map.of());
    }

    private List<OrgId> claim(String kind, int limit) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                        CrossTenantPurpose.JOB_QUEUE, () -> jobs.claim(List.of(kind), limit, 2)))
                .stream()
                .map(JobRepository.ClaimedRow::org)
                .toList();
    }

    private void enqueue(OrgView org, int times) {
        for (int i = 0; i < times; i++) {
            TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> enqueue(KIND, org)));
        }
    }

    private long count(String query, Object parameter) {
        return ((Number)
                        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                                CrossTenantPurpose.JOB_QUEUE, () -> TestRows.first(sql, query, parameter)))[0])
                .longValue();
    }
}
