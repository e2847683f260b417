package org.dalgo.light.protocol;

/** How serious a line of a connector's log is. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    static LogLevel of(String airbyte) {
        return switch (airbyte) {
            case "FATAL", "ERROR" -> ERROR;
            case "WARN" -> WARN;
            case "DEBUG", "TRACE" -> DEBUG;
            default -> INFO;
        };
    }
}
