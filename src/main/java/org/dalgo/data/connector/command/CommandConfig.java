package org.dalgo.data.connector.command;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Checks and discoveries that connectors execute while a person waits. */
@ConfigMapping(prefix = "dalgo.connector.command")
interface CommandConfig {

    /** How long the result of a check or a discovery waits for a person whose client has gone away. */
    @WithDefault("15M")
    Duration kept();

    /** Checks and discoveries that one organisation may have under way at once. */
    @WithDefault("20")
    int mostOpen();

    /** Requests of one organisation that may wait on one replica for checks and discoveries, those that joined included. */
    @WithDefault("40")
    int mostWaiting();
}
