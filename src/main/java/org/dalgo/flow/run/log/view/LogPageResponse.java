package org.dalgo.flow.run.log.view;

import java.time.Instant;
import java.util.List;
import org.dalgo.flow.run.log.StoredLine;

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
     * @param message its text; a space where the line is empty, as the web app takes an empty text for none and breaks
     */
    public record Line(int level, Instant timestamp, String message) {

        static Line of(StoredLine line) {
            return new Line(line.level(), line.at(), line.message().isEmpty() ? " " : line.message());
        }
    }
}
