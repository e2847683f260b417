package org.dalgo.people.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

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

    /** How long this replica may remember who a session belongs to; a removed member keeps access no longer. */
    @WithDefault("5s")
    Duration callerCache();

    /** Threads that hash passwords. Each hash takes 19 MiB and some 30 ms of a core, so they are few. */
    @WithDefault("2")
    int hashThreads();

    /** Sign-ins that may wait for a hashing thread; the next one is asked to try again. */
    @WithDefault("64")
    int hashQueue();
}
