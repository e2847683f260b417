package org.dalgo.flow.run.log;

import java.time.Instant;
import java.util.List;

/**
 * A page of a run's log as the web app reads it.
 *
 * @param logs the page
 */
public record LogPageResponse(Page logs) {

    /**
     * @param offset lines left out before it
     * @param logs lines in the order of the archive
     */
    public record Page(int offset, List<Line> logs) {}

    /**
     * @param level Python's level
     * @param timestamp when it was written
     * @param message its text
     */
    public record Line(int level, Instant timestamp, String message) {}

    static LogPageResponse of(int offset, List<StoredLine> lines) {
        return new LogPageResponse(new Page(
                offset,
                lines.stream()
                        .map(line -> new Line(line.level(), line.at(), line.message()))
                        .toList()));
    }
}
