package org.dalgo.upstream.prefect.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Address of Prefect, its credentials, and the limits of calls to it. */
@ConfigMapping(prefix = "dalgo.prefect")
public interface PrefectConfig {

    /** Base address of the REST interface, {@code /api} included. */
    @WithDefault("http://127.0.0.1:4200/api")
    URI url();

    /** {@code user:password} as the server's {@code PREFECT_SERVER_API_AUTH_STRING}; absent when it requires none. */
    Optional<String> authString();

    /** Work pool that new deployments go to. */
    @WithDefault("dalgo")
    String workPool();

    /**
     * What a run of that pool is: a process of its worker, or a job of a Kubernetes cluster. A pool of the other type is
     * not changed; the log names it.
     */
    @WithDefault("process")
    WorkPoolType workPoolType();

    /**
     * File with the base job template of the pool, JSON. The pool in Prefect follows it at each start. Without it the first
     * worker brings that of its own version.
     */
    Optional<Path> workPoolTemplate();

    /** Image in which runs of a Kubernetes pool work: the default of the template's variable {@code image}. */
    Optional<String> runImage();

    /**
     * Most runs of the pool at a time, of all organisations together. The others wait in Prefect in the order in which they
     * were started. Prefect's pool follows it at each start; without it the pool's own limit stays. On Kubernetes: fewer than
     * the quota of the namespace has places for, so that a run waits and does not fail.
     */
    Optional<Integer> runLimit();

    /** How long a TCP connection may take. */
    @WithDefault("2S")
    Duration connectTimeout();

    /**
     * How long one request may take, from sending it to the last byte of the answer. The server's own limit on a
     * statement is 10 s.
     */
    @WithDefault("15S")
    Duration readTimeout();

    /** Calls at a time per replica. The server has 15 connections to its database by default: more would only queue there. */
    @WithDefault("16")
    int poolSize();

    /** How long a call may wait for its turn. */
    @WithDefault("5S")
    Duration poolWait();

    /**
     * How long an idle connection is kept. The server closes after 5 s; a request sent into that moment would be lost.
     */
    @WithDefault("4S")
    Duration keepAlive();

    /** Rows per page of a listing; the server refuses more than its {@code PREFECT_SERVER_API_DEFAULT_LIMIT}. */
    @WithDefault("200")
    int pageSize();

    /** Largest answer that is read into memory. */
    @WithDefault("64M")
    MemorySize maxAnswer();

    /** Repeating what may safely be repeated. */
    Retry retry();

    /** Failing fast while Prefect is down. */
    Breaker breaker();

    /** The sockets for events and log hints. */
    Sockets sockets();

    /** What a run is. */
    enum WorkPoolType {
        PROCESS,
        KUBERNETES;

        /** As Prefect calls it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Repeating what may safely be repeated. */
    interface Retry {

        /** Attempts after the first one; 0 turns repetition off. */
        @WithDefault("2")
        int attempts();

        /** Pause before the second attempt; it doubles from there, with jitter. */
        @WithDefault("0.1S")
        Duration pause();

        /** The longest pause. */
        @WithDefault("1S")
        Duration maxPause();
    }

    /** Failing fast while Prefect is down. */
    interface Breaker {

        /** Consecutive attempts without a connection or a timely answer after which the circuit breaker opens. */
        @WithDefault("5")
        int failures();

        /** How long the circuit breaker stays open before one call may try again. */
        @WithDefault("3S")
        Duration openFor();
    }

    /** The sockets for events and log hints. */
    interface Sockets {

        /** How long connecting and signing in may take together. */
        @WithDefault("10S")
        Duration handshakeTimeout();

        /** First pause before connecting again; it doubles up to {@link #maxPause}, with jitter. */
        @WithDefault("0.2S")
        Duration pause();

        /** The longest pause before connecting again. */
        @WithDefault("10S")
        Duration maxPause();

        /** Silence after which a socket is replaced. Three pings are sent in that time. */
        @WithDefault("15S")
        Duration ping();

        /** Largest message. One event may have 1.5 million bytes, one log line a million characters. */
        @WithDefault("4M")
        MemorySize maxMessage();

        /** Number of recent event ids that are kept, so that an event repeated after a reconnect is handled once. */
        @WithDefault("20000")
        int remembered();

        /**
         * How long a hint waits. Prefect announces lines one by one inside the transaction that stores them. Without
         * the wait they could not be read yet. A batch of them would be two hints.
         */
        @WithDefault("0.03S")
        Duration hintDelay();

        /** Hints about one run are folded into one per this time. */
        @WithDefault("0.2S")
        Duration hintWindow();
    }
}
