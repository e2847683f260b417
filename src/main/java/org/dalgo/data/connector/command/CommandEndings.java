package org.dalgo.data.connector.command;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.dalgo.platform.job.context.CallerContextExecutor;
import org.dalgo.platform.pubsub.PgNotifications;
import org.dalgo.platform.tenancy.OrgId;

/** Notifies the requests that wait on this replica of the end of their commands, which any replica may have executed. */
@ApplicationScoped
class CommandEndings implements PgNotifications.Listener {

    /** Channel on which the id of an ended command is sent to all replicas. */
    private static final String CHANNEL = "dalgo_command";

    /** Name of the meter of requests that wait on this replica. */
    static final String WAITING = "dalgo.connector.command.waiting";

    /** Interval at which the row is read without a notification, of which one may be lost. */
    private static final Duration RECHECK = Duration.ofSeconds(15);

    private final PgNotifications pgNotifications;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    private record Waiter(OrgId org, long command, CompletableFuture<Void> notified) {}

    @Inject
    CommandEndings(PgNotifications pgNotifications, MeterRegistry meters) {
        this.pgNotifications = pgNotifications;
        meters.gaugeCollectionSize(WAITING, Tags.empty(), waiters);
    }

    void start(@Observes StartupEvent started) {
        pgNotifications.listen(CHANNEL, this);
    }

    /** Notifies all replicas; joins the current unit of work. */
    Uni<Void> publish(long command) {
        return pgNotifications.publish(CHANNEL, Long.toString(command));
    }

    /** Requests of an organisation that wait on this replica. */
    long countWaiting(OrgId org) {
        return waiters.stream().filter(waiter -> waiter.org().equals(org)).count();
    }

    /**
     * Waits until there is an outcome.
     *
     * @param read reads the outcome, empty until the command has ended
     */
    Uni<String> await(OrgId org, long command, Supplier<Uni<Optional<String>>> read) {
        return Uni.createFrom().deferred(() -> {
            // Before the row is read: the command may end between the two.
            Waiter waiter = new Waiter(org, command, new CompletableFuture<>());
            waiters.add(waiter);
            return read.get()
                    .chain(outcome -> outcome.map(text -> Uni.createFrom().item(text))
                            .orElseGet(() -> notified(waiter).chain(() -> await(org, command, read))))
                    .onTermination()
                    .invoke(() -> waiters.remove(waiter));
        });
    }

    private static Uni<Void> notified(Waiter waiter) {
        return Uni.createFrom()
                .completionStage(waiter.notified())
                .ifNoItem()
                .after(RECHECK)
                .recoverWithItem((Void) null)
                .emitOn(CallerContextExecutor.current());
    }

    @Override
    public void onMessage(String payload) {
        long command = Long.parseLong(payload);
        complete(waiter -> waiter.command() == command);
    }

    @Override
    public void onReconnect() {
        complete(waiter -> true);
    }

    private void complete(Predicate<Waiter> which) {
        waiters.stream().filter(which).forEach(waiter -> waiter.notified().complete(null));
    }
}
