package org.dalgo.platform.audit;

import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.dalgo.platform.error.Failure;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Filter of a list of entries; an absent value does not restrict it. */
public class AuditQuery {

    @QueryParam("actor")
    @Parameter(description = "Address or name of who did it")
    String actor;

    @QueryParam("action")
    @Parameter(description = "What was done, for example delete")
    String action;

    @QueryParam("resource_type")
    @Parameter(description = "Kind of the object, for example pipeline")
    String resourceType;

    @QueryParam("resource_id")
    @Parameter(description = "Id of the object")
    String resourceId;

    @QueryParam("from")
    @Parameter(description = "Not before this moment, for example 2026-08-20T00:00:00Z")
    String from;

    @QueryParam("to")
    @Parameter(description = "Before this moment")
    String to;

    /** The values in the order of the query's parameters; fails with INVALID when a moment cannot be read. */
    Object[] parameters() {
        return new Object[] {
            blankToNull(actor),
            blankToNull(action),
            blankToNull(resourceType),
            blankToNull(resourceId),
            instant("from", from),
            instant("to", to)
        };
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static OffsetDateTime instant(String name, String text) {
        if (blankToNull(text) == null) {
            return null;
        }
        try {
            return Instant.parse(text.strip()).atOffset(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw Failure.invalid(List.of(new Failure.Field(
                    List.of("query", name), "is not a moment like 2026-08-20T00:00:00Z", "value_error")));
        }
    }
}
