package org.dalgo.upstream.airbyte.http;

import java.time.Duration;

/** Kinds of call that deserve different patience. Only reads may be repeated blindly. */
public enum CallClass {
    READ,
    WRITE,
    DEFINITION,
    CHECK,
    DISCOVER,
    JOB;

    Duration timeout(AirbyteConfig.Timeout config) {
        return switch (this) {
            case READ -> config.read();
            case WRITE -> config.write();
            case DEFINITION -> config.definition();
            case CHECK -> config.check();
            case DISCOVER -> config.discover();
            case JOB -> config.job();
        };
    }

    boolean retryable() {
        return this == READ;
    }

    boolean startsContainer() {
        return this == CHECK || this == DISCOVER;
    }
}
