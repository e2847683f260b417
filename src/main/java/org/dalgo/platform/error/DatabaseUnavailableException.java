package org.dalgo.platform.error;

import java.time.Duration;

/**
 * A unit of work failed because its database connection was lost or could not be made. It is no {@link Failure}: jobs
 * repeat what fails for this reason, and a client reads {@link #SENTENCE}.
 */
public class DatabaseUnavailableException extends RuntimeException {

    /** For the client; it names the system that failed. */
    public static final String SENTENCE = "Dalgo's database (PostgreSQL) is not available. Try again in a few seconds.";

    /** Time after which a client may repeat its request. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private static final long serialVersionUID = 1L;

    public DatabaseUnavailableException(Throwable cause) {
        super(SENTENCE, cause);
    }
}
