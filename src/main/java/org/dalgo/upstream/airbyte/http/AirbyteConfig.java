package org.dalgo.upstream.airbyte.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Address of Airbyte, its credentials, and the limits of calls to it. */
@ConfigMapping(prefix = "dalgo.airbyte")
public interface AirbyteConfig {

    /** Address of the server, without {@code /api/v1} and without a slash at the end. */
    @WithDefault("http://127.0.0.1:8000")
    URI url();

    /** How we sign in. */
    Auth auth();

    /** How long a TCP connection may take. */
    @WithDefault("3S")
    Duration connectTimeout();

    /** How long each class of call may take, from sending it to the last byte of the answer. */
    Timeout timeout();

    /** How many calls may be under way. */
    Limit limit();

    /** Repeating reads. */
    Retry retry();

    /** Failing fast while Airbyte is down. */
    Breaker breaker();

    /** Largest answer that is read into memory; a discovered catalog of a wide source has tens of megabytes. */
    @WithDefault("64M")
    MemorySize maxAnswer();

    /** How long the server's version is cached. */
    @WithDefault("10M")
    Duration instanceCache();

    /** Ways to sign in. */
    enum Mode {
        NONE,
        BASIC,
        CLIENT_CREDENTIALS
    }

    /** How we sign in. */
    interface Auth {

        /** {@code none}; {@code basic} for old installations behind a proxy; {@code client-credentials} for new ones. */
        @WithDefault("none")
        Mode mode();

        /** User of basic authentication. */
        Optional<String> username();

        /** Password of basic authentication. */
        Optional<String> password();

        /** Id of the application that signs in. */
        Optional<String> clientId();

        /** Secret of the application that signs in. */
        Optional<String> clientSecret();
    }

    /** How long each class of call may take. */
    interface Timeout {

        /** Reading what is stored. */
        @WithDefault("15S")
        Duration read();

        /** Creating, changing, deleting. */
        @WithDefault("60S")
        Duration write();

        /** Making a custom connector: Airbyte pulls its image first. */
        @WithDefault("180S")
        Duration definition();

        /** Checking a connection: Airbyte starts a container, and may pull its image first. */
        @WithDefault("180S")
        Duration check();

        /** Reading the schema of a source. Airbyte itself continues for up to 30 minutes. */
        @WithDefault("600S")
        Duration discover();

        /** Starting and cancelling jobs: Airbyte answers when the job has changed its state. */
        @WithDefault("75S")
        Duration job();
    }

    /** How many calls may be under way. */
    interface Limit {

        /** Calls at the same time. */
        @WithDefault("8")
        int calls();

        /** Checks and discoveries at the same time, beside the others: each starts a container. */
        @WithDefault("4")
        int checks();

        /** Calls that may wait for their turn; more are refused at once. */
        @WithDefault("200")
        int waiting();
    }

    /** Repeating reads after a refused connection, 429, 502, 503 or 504. */
    interface Retry {

        /** Attempts after the first one; 0 turns repetition off. */
        @WithDefault("2")
        int attempts();

        /** Pause before the second attempt; it doubles from there, with jitter. */
        @WithDefault("0.5S")
        Duration pause();
    }

    /** Failing fast while Airbyte is down. */
    interface Breaker {

        /** Consecutive unanswered calls of one class after which the circuit breaker of that class opens. */
        @WithDefault("5")
        int failures();

        /** How long the circuit breaker stays open before one call may try again. */
        @WithDefault("10S")
        Duration openFor();
    }
}
