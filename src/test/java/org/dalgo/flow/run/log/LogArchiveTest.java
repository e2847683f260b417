package org.dalgo.flow.run.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StreamProfile.class)
class LogArchiveTest {

    private static final Instant T0 = Instant.parse("2026-08-20T12:00:00Z");

    @Inject
    TestPeople people;

    @Inject
    TestRuns runs;

    @Inject
    LogArchive archive;

    @Inject
    LogRepository repository;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    DetachedContext detachedContext;

    private LeasedRun run;
    private UUID first;

    @BeforeEach
    void aLeasedRun() {
        OrgView org = people.org();
        UUID flowRun = UUID.randomUUID();
        first = UUID.randomUUID();
        long id = runs.running(org.id(), flowRun);
        runs.lease(id, first);
        run = new LeasedRun(id, org.id(), flowRun, "RUNNING", false);
    }

    @Test
    void aReaderThatLostItsLeaseCanAddNothing() {
        List<SourceLine> lines = lines(3);
        assertThat(append(first, lines)).contains(3);
        UUID second = UUID.randomUUID();
        runs.lease(run.id(), second);

        assertThat(append(first, lines(2))).isEmpty();
        assertThat(TestPeople.await(() -> archive.complete(run, first))).isFalse();
        assertThat(TestPeople.await(() -> archive.renew(run, first, Duration.ofMinutes(1))))
                .isEmpty();
        assertThat(append(second, lines)).contains(0);
        assertThat(stored()).hasSize(3);
    }

    @Test
    void readersThatWriteAtOnceGiveEachLineOnePlace() {
        List<SourceLine> lines = lines(150);
        List<Uni<Optional<Integer>>> writes = IntStream.range(0, 10)
                .mapToObj(
                        i -> detachedContext.call(() -> archive.append(run, first, lines.subList(i * 10, 50 + i * 10))))
                .toList();
        TestPeople.await(() -> Uni.join().all(writes).andFailFast());

        assertThat(stored()).extracting(StoredLine::message).doesNotHaveDuplicates();
        assertThat(stored())
                .extracting(StoredLine::seq)
                .isEqualTo(IntStream.rangeClosed(1, 140).boxed().toList());
    }

    @Test
    void aZeroCharacterDoesNotStopTheLog() {
        SourceLine odd = new SourceLine(UUID.randomUUID(), T0, 20, "a\0b", run.flowRunId(), null);
        assertThat(append(first, List.of(odd))).contains(1);
    }

    private Optional<Integer> append(UUID reader, List<SourceLine> lines) {
        return TestPeople.await(() -> archive.append(run, reader, lines));
    }

    private List<StoredLine> stored() {
        return TestPeople.await(
                () -> tenantTransactions.inOrg(run.org(), () -> repository.after(run.org(), run.id(), 0, 1_000)));
    }

    private List<SourceLine> lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new SourceLine(UUID.randomUUID(), T0.plusMillis(i), 20, "line " + i, run.flowRunId(), null))
                .toList();
    }
}
