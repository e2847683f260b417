package org.dalgo.sandbox.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.dalgo.sandbox.airbyte.config.EmulatedVersion;
import org.dalgo.sandbox.airbyte.config.SandboxClock;

/** Log of one attempt, check or discovery. Kept structured, shown as the imitated release shows it. */
public final class JobLog {

    /** Who speaks. */
    public enum LogSource {
        PLATFORM,
        SOURCE,
        DESTINATION
    }

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ArrayNode events;
    private final SandboxClock clock;

    JobLog(ArrayNode events, SandboxClock clock) {
        this.events = events;
        this.clock = clock;
    }

    public void info(LogSource logSource, String message) {
        line("info", logSource, message);
    }

    void warn(LogSource logSource, String message) {
        line("warn", logSource, message);
    }

    public void error(LogSource logSource, String message, Throwable cause) {
        ObjectNode event = line("error", logSource, message);
        if (cause != null) {
            event.put("stackTrace", trace(cause));
        }
    }

    private ObjectNode line(String level, LogSource logSource, String message) {
        return events.addObject()
                .put("timestamp", clock.millis())
                .put("level", level)
                .put("logSource", logSource.name().toLowerCase(Locale.ROOT))
                .put("message", message);
    }

    static String trace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Adds {@code logs} (and {@code logType}, in releases that have it) to an answer. */
    static void show(JsonNode events, EmulatedVersion version, ObjectNode answer) {
        if (version.structuredLogs()) {
            ObjectNode logs = answer.putObject("logs");
            logs.set("events", events.deepCopy());
            logs.put("version", "1");
        } else {
            ArrayNode lines = answer.putObject("logs").putArray("logLines");
            events.forEach(event -> lines.add(plain(event)));
        }
        if (version.tagsLogType()) {
            answer.put("logType", version.structuredLogs() ? "structured" : "formatted");
        }
    }

    private static String plain(JsonNode event) {
        String level = event.path("level").asText().toUpperCase(Locale.ROOT);
        String color = level.equals("ERROR") ? "\u001b[31m" : level.equals("WARN") ? "\u001b[33m" : "\u001b[32m";
        String text = "%s \u001b[46m%s\u001b[0m > %s%s\u001b[m %s"
                .formatted(
                        TIME.format(Instant.ofEpochMilli(event.path("timestamp").asLong())),
                        event.path("logSource").asText(),
                        color,
                        level,
                        event.path("message").asText());
        return event.has("stackTrace") ? text + "\n" + event.get("stackTrace").asText() : text;
    }
}
