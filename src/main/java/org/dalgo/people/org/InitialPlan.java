package org.dalgo.people.org;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.dalgo.platform.error.Failure;

/** What an organisation has subscribed to. */
record InitialPlan(
        String base,
        boolean supersetIncluded,
        String duration,
        OffsetDateTime start,
        OffsetDateTime end,
        boolean canUpgrade) {

    private static final List<String> PIPELINE = List.of("Ingest", "Transform", "Orchestrate");

    static InitialPlan of(OrgRequest request) {
        return new InitialPlan(
                request.basePlan() == null ? "Dalgo" : request.basePlan(),
                Boolean.TRUE.equals(request.supersetIncluded()),
                request.subscriptionDuration(),
                day("start_date", request.startDate()),
                day("end_date", request.endDate()),
                request.canUpgradePlan() == null
                        ? !Boolean.TRUE.equals(request.supersetIncluded())
                        : request.canUpgradePlan());
    }

    /** What this product gives to every plan: nothing is promised that is not there. */
    JsonObject features() {
        return new JsonObject().put("pipeline", new JsonArray(PIPELINE));
    }

    private static OffsetDateTime day(String field, String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(text.substring(0, 10)).atStartOfDay().atOffset(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Failure.invalid(field, "This is not a day. Write it as 2026-08-20.");
        }
    }
}
