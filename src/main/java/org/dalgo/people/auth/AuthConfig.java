package org.dalgo.people.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;
import org.dalgo.platform.ratelimit.RateLimit;

/** Sessions, tokens, cookies and the work that hashing a password may take. */
@ConfigMapping(prefix = "dalgo.auth")
public interface AuthConfig {

    /** Life of an access token; the client refreshes it silently. */
    @WithDefault("30m")
    Duration accessTokenLife();

    /** Life of a sign-in. */
    @WithDefault("7d")
    Duration sessionLife();

    /** Whether cookies travel over HTTPS only. Off in development, where the page is served over plain HTTP. */
    @WithDefault("true")
    boolean secureCookies();

    /** Time in which a used refresh token still returns its successor, because two tabs may refresh at once. */
    @WithDefault("20s")
    Duration refreshGrace();

    /**
     * How long a replica may cache the caller of a session. Replicas notify each other of changes; if a notification is
     * lost, a removed member keeps access no longer than this. At most 10 s.
     */
    @WithDefault("5s")
    Duration callerCache();

    /**
     * Threads that hash passwords. Each hash takes 19 MiB and some 30 ms of a core. Unset: half of the cores, at least one,
     * so that other requests are served during many sign-ins.
     */
    OptionalInt hashThreads();

    /** Sign-ins that may wait for a hashing thread; further ones are refused. */
    @WithDefault("64")
    int hashQueue();

    /** Rate limits of callers who are not signed in, over all replicas; written as {@code times/period}. */
    LimitConfig limit();

    /** Allowances of those who are not signed in. */
    interface LimitConfig {

        /** Failed sign-ins from one network address. An office has one address, so it is generous. */
        @WithDefault("100/15m")
        RateLimit signInByAddress();

        /** Failed sign-ins of one account from one network. */
        @WithDefault("10/15m")
        RateLimit signInByAccountAndNetwork();

        /** Failed sign-ins of one account from all networks. A network from which it signed in before stays open. */
        @WithDefault("50/15m")
        RateLimit signInByAccount();

        /** Requests for a mail (reset, verification, sign-up) from one network address. */
        @WithDefault("30/1h")
        RateLimit mailByAddress();

        /** Requests for a mail to one address. */
        @WithDefault("5/1h")
        RateLimit mailByAccount();

        /** Uses of a link from a mail (reset, verification, invitation) from one network address. */
        @WithDefault("60/15m")
        RateLimit linkByAddress();
    }
}
