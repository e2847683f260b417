package org.dalgo.upstream.airbyte.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A log in one form, whichever of its two forms Airbyte gave: lines {@code yyyy-MM-dd HH:mm:ss LEVEL [source] message},
 * UTC, without colour codes. Long logs lose their beginning.
 *
 * @param lines at most 5,000 lines and 5 million characters, the last ones
 * @param cut whether the beginning is missing
 */
public record LogText(List<String> lines, boolean cut) {

    static final int MAX_LINES = 5000;
    static final int MAX_CHARACTERS = 5_000_000;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final char ESCAPE = '\u001B';
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*[A-Za-z]");
    private static final Pattern BEFORE_MESSAGE = Pattern.compile("^.* ERROR (\\[[^\\]]*\\] )?");

    /** Reads {@code logs} of an attempt or a {@code jobInfo}. The tag {@code logType} is optional, so the shape decides. */
    public static LogText from(JsonNode holder) {
        JsonNode logs = holder.path("logs");
        Stream<String> lines = logs.path("events").isArray()
                ? StreamSupport.stream(logs.path("events").spliterator(), false).map(LogText::line)
                : StreamSupport.stream(logs.path("logLines").spliterator(), false)
                        .map(JsonNode::asText);
        return capped(lines.map(LogText::withoutColour).toList());
    }

    /** The last line of level ERROR, in the absence of a better reason. */
    public Optional<String> lastError() {
        return lines.stream()
                .filter(line -> line.contains(" ERROR "))
                .map(line -> line.lines().findFirst().orElse(line))
                .reduce((first, second) -> second)
                .map(line -> BEFORE_MESSAGE.matcher(line).replaceFirst(""));
    }

    private static String withoutColour(String line) {
        return line.indexOf(ESCAPE) < 0 ? line : COLOUR.matcher(line).replaceAll("");
    }

    private static String line(JsonNode event) {
        String level = event.path("level").asText("info").toUpperCase(Locale.ROOT);
        String line = "%s %s [%s] %s"
                .formatted(
                        TIME.format(Instant.ofEpochMilli(event.path("timestamp").asLong())),
                        level,
                        event.path("logSource").asText("platform"),
                        event.path("message").asText());
        String trace = event.path("stackTrace").asText("");
        return level.equals("ERROR") && !trace.isEmpty() ? line + "\n" + trace.stripTrailing() : line;
    }

    private static LogText capped(List<String> lines) {
        Deque<String> kept = new ArrayDeque<>();
        long characters = 0;
        for (int i = lines.size() - 1; i >= 0 && kept.size() < MAX_LINES; i--) {
            characters += lines.get(i).length() + 1L;
            if (characters > MAX_CHARACTERS) {
                break;
            }
            kept.addFirst(lines.get(i));
        }
        return new LogText(List.copyOf(kept), kept.size() < lines.size());
    }
}
