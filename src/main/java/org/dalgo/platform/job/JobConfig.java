package org.dalgo.platform.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Background work. */
@ConfigMapping(prefix = "dalgo.job")
public interface JobConfig {

    /** How many jobs of each lane run at once. */
    Width width();

    /** How long a job that was given up is kept. */
    @WithDefault("30d")
    Duration givenUpKept();

    /** How long progress messages are kept. */
    @WithDefault("1d")
    Duration progressKept();

    /** One number for each lane, for one replica. */
    interface Width {

        /** Mails sent at once by one replica. */
        @WithDefault("8")
        int mail();

        /** Chat messages sent at once by one replica. */
        @WithDefault("4")
        int chat();

        /** Organisations created or deleted at once by one replica. */
        @WithDefault("4")
        int provisioning();

        /** Short jobs that call Airbyte, Prefect or a warehouse, at once on one replica. */
        @WithDefault("8")
        int upstream();

        /** Jobs on git repositories at once on one replica; `dalgo.git.threads` limits git sessions besides. */
        @WithDefault("4")
        int git();

        /**
         * Checks and discoveries of connectors at once on one replica; one organisation has at most half of them. Not more than
         * `dalgo.airbyte.limit.checks`, so that none waits behind those of another organisation.
         */
        @WithDefault("4")
        int command();

        /** Sources read at once by one replica for a person who waits. */
        @WithDefault("6")
        int discovery();

        /** Jobs of up to hours at once on one replica, such as the daily schema detection of one organisation. */
        @WithDefault("4")
        int longWork();

        /** Jobs of the whole installation at once on one replica, such as a key rotation. */
        @WithDefault("1")
        int maintenance();
    }

    /** The width of a lane. */
    default int width(JobLane lane) {
        return switch (lane) {
            case MAIL -> width().mail();
            case CHAT -> width().chat();
            case PROVISIONING -> width().provisioning();
            case UPSTREAM -> width().upstream();
            case GIT -> width().git();
            case COMMAND -> width().command();
            case DISCOVERY -> width().discovery();
            case LONG -> width().longWork();
            case MAINTENANCE -> width().maintenance();
        };
    }
}
