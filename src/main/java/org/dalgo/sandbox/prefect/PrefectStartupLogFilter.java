package org.dalgo.sandbox.prefect;

import io.quarkus.logging.LoggingFilter;
import java.util.concurrent.Future;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Keeps it off the terminal that Prefect cannot be reached as long as the one of dev mode is only starting. */
@LoggingFilter(name = "local-prefect-starts")
public final class PrefectStartupLogFilter implements Filter {

    @Override
    public boolean isLoggable(LogRecord line) {
        return line.getLevel().intValue() > Level.WARNING.intValue()
                || !isAboutPrefect(String.valueOf(line.getLoggerName()))
                || !isStarting();
    }

    private static boolean isAboutPrefect(String logger) {
        return logger.startsWith("org.dalgo.upstream.prefect.") || logger.startsWith("org.dalgo.flow.run.");
    }

    private static boolean isStarting() {
        return System.getProperties().get(DevPrefect.KEY) instanceof Future<?> start && !start.isDone();
    }
}
