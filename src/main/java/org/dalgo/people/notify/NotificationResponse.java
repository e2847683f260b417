package org.dalgo.people.notify;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One notification as its reader sees it.
 *
 * @param scheduledTime always null: nothing is announced ahead of its time
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record NotificationResponse(
        long id,
        String author,
        String message,
        Instant timestamp,
        boolean urgent,
        @Schema(nullable = true) Instant scheduledTime,
        Instant sentTime,
        boolean readStatus) {}
