package org.dalgo.data.transform.canvas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What the last reading of the repository made of the canvas; zeros while there was none, or where there is none.
 *
 * @param success false when the last reading failed
 * @param message what is going on, or why the last reading failed
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ImportResponse(
        boolean success,
        String message,
        int modelsProcessed,
        int sourcesProcessed,
        int nodesCreated,
        int nodesUpdated,
        int edgesCreated,
        int edgesSkipped,
        int edgesDeleted,
        int orgdbtmodelsCreated,
        int orgdbtmodelsUpdated) {

    static ImportResponse of(boolean success, String message, JsonNode report) {
        return new ImportResponse(
                success,
                message,
                report.path("models_processed").asInt(),
                report.path("sources_processed").asInt(),
                report.path("nodes_created").asInt(),
                report.path("nodes_updated").asInt(),
                report.path("edges_created").asInt(),
                report.path("edges_skipped").asInt(),
                report.path("edges_deleted").asInt(),
                report.path("orgdbtmodels_created").asInt(),
                report.path("orgdbtmodels_updated").asInt());
    }
}
