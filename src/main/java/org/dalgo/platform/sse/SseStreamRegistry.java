package org.dalgo.platform.sse;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.job.context.DetachedContext;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.CallerResolver;
import org.dalgo.platform.security.cache.CallerChange;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** All streams that are open on this replica: how many whom, until when, and how they end. */
@ApplicationScoped
public class SseStreamRegistry {

    private static final Logger LOG = Logger.getLogger(SseStreamRegistry.class);

    private record SessionKey(UUID session, long account, String org) {}

    private final Vertx vertx;
    private final SseConfig config;
    private final CallerResolver callerResolver;
    private final DetachedContext detachedContext;
    private final Map<SseStream, Caller> open = new ConcurrentHashMap<>();
    private final Map<Long, Integer> perUser = new ConcurrentHashMap<>();
    private final Map<Long, Integer> perOrg = new ConcurrentHashMap<>();

    private volatile boolean closing;
    private long sessionCheck = -1;

    @Inject
    SseStreamRegistry(
            Vertx vertx,
            SseConfig config,
            CallerResolver callerResolver,
            DetachedContext detachedContext,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.config = config;
        this.callerResolver = callerResolver;
        this.detachedContext = detachedContext;
        meters.gaugeMapSize("dalgo.streams.open", List.of(), open);
    }

    void start(@Observes StartupEvent started) {
        sessionCheck = vertx.setPeriodic(
                config.sessionCheck().toMillis(),
                ignored -> detachedContext.start("sessions of streams", () -> checkSessions(caller -> true)));
    }

    /** Runs after the eviction of caller caches, hence the late priority. */
    void onCallerChange(@Observes @Priority(Integer.MAX_VALUE) CallerChange change) {
        Predicate<Caller> concerned =
                caller -> change.concerns(caller.session(), caller.account(), List.of(caller.org()));
        if (open.values().stream().anyMatch(concerned)) {
            detachedContext.start("streams after a change", () -> checkSessions(concerned));
        }
    }

    /**
     * Answers the request with a stream. All checks that may refuse it come before.
     *
     * @param caller who watches
     * @param http the request
     * @param source makes the viewer's source; it wakes the stream it is given
     * @return completes when the stream has ended; fails with TOO_MANY, nothing sent, at a limit
     */
    public Uni<RestResponse<Void>> open(Caller caller, RoutingContext http, Function<SseStream, SseSource> source) {
        acquireSlot(caller);
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom().emitter(emitter -> begin(caller, http, context, source, emitter));
    }

    /** Streams open on this replica. */
    public int count() {
        return open.size();
    }

    private void begin(
            Caller caller,
            RoutingContext http,
            Context context,
            Function<SseStream, SseSource> source,
            UniEmitter<? super RestResponse<Void>> emitter) {
        OpenStream openStream = new OpenStream(caller, emitter);
        openStream.connection = new SseStream(http.response(), context, config, source, openStream::onClosed);
        open.put(openStream.connection, caller);
        if (caller.expiresAt() != null) {
            Duration life = Duration.between(Instant.now(), caller.expiresAt()).plus(config.grace());
            openStream.expiry = vertx.setTimer(Math.max(1, life.toMillis()), ignored -> openStream.connection.expire());
        }
        openStream.connection.open();
        if (closing) {
            openStream.connection.end();
        }
    }

    /** The bookkeeping of one stream. */
    private final class OpenStream {

        private final Caller caller;
        private final UniEmitter<? super RestResponse<Void>> emitter;
        private SseStream connection;
        private long expiry = -1;

        OpenStream(Caller caller, UniEmitter<? super RestResponse<Void>> emitter) {
            this.caller = caller;
            this.emitter = emitter;
        }

        void onClosed() {
            open.remove(connection);
            vertx.cancelTimer(expiry);
            releaseSlot(caller);
            emitter.complete(RestResponse.ok());
        }
    }

    private void acquireSlot(Caller caller) {
        if (closing) {
            throw Failure.tooMany("this server is going down; connect again", Duration.ofSeconds(1));
        }
        if (perUser.merge(caller.account(), 1, Integer::sum) > config.perUser()) {
            release(perUser, caller.account());
            throw Failure.tooMany("you have " + config.perUser() + " streams open; close one", config.retryAfter());
        }
        if (perOrg.merge(caller.org().value(), 1, Integer::sum) > config.perOrg()) {
            releaseSlot(caller);
            throw Failure.tooMany("your organisation has too many streams open", config.retryAfter());
        }
    }

    private void releaseSlot(Caller caller) {
        release(perUser, caller.account());
        release(perOrg, caller.org().value());
    }

    private static void release(Map<Long, Integer> counts, long key) {
        counts.computeIfPresent(key, (ignored, count) -> count == 1 ? null : count - 1);
    }

    /** One question for each session, however many streams it has open. */
    private Uni<Void> checkSessions(Predicate<Caller> which) {
        Map<SessionKey, List<SseStream>> seats = open.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .collect(Collectors.groupingBy(
                        entry -> sessionKey(entry.getValue()),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        return Multi.createFrom()
                .iterable(seats.values())
                .onItem()
                .transformToUniAndConcatenate(this::checkSession)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> checkSession(List<SseStream> streams) {
        Caller caller = open.get(streams.get(0));
        if (caller == null) {
            return Uni.createFrom().voidItem();
        }
        return detachedContext
                .call(() -> callerResolver.isStillValid(caller))
                .onFailure()
                .recoverWithItem(failure -> {
                    // A check that could not be made ends no stream.
                    LOG.warnf("cannot check sessions of streams: %s", failure.toString());
                    return true;
                })
                .invoke(stands -> {
                    if (!stands) {
                        streams.forEach(SseStream::end);
                    }
                })
                .replaceWithVoid();
    }

    private static SessionKey sessionKey(Caller caller) {
        return new SessionKey(caller.session(), caller.account(), caller.orgSlug());
    }

    /** Readiness is red from now on: streams end when load balancers have had time to see it. */
    public void onShutdownDelay(@Observes ShutdownDelayInitiatedEvent event) {
        vertx.setTimer(Math.max(1, config.drain().toMillis()), ignored -> endAll());
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        vertx.cancelTimer(sessionCheck);
        CountDownLatch done = endAll();
        if (!done.await(2, TimeUnit.SECONDS)) {
            LOG.warnf("%d streams did not end in time", open.size());
        }
    }

    /** Distributed over time, so that the next replica does not get all requests at once. */
    private CountDownLatch endAll() {
        closing = true;
        List<SseStream> streams = new ArrayList<>(open.keySet());
        CountDownLatch done = new CountDownLatch(streams.size());
        long period = config.shutdown().toMillis();
        for (int i = 0; i < streams.size(); i++) {
            SseStream stream = streams.get(i);
            vertx.setTimer(1 + period * i / streams.size(), ignored -> {
                stream.end();
                done.countDown();
            });
        }
        return done;
    }
}
