package org.dalgo.data.transform.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A dbt workspace as the web app shows it.
 *
 * @param gitrepoUrl address of the repository without credentials, or null when the files are kept here
 * @param gitrepoAccessToken asterisks when a token is stored or none is needed, else null. On null the web app requests
 *     a token whenever the canvas is opened
 * @param targetType kind of warehouse, or null while there is none
 * @param defaultSchema schema that dbt writes to
 * @param transformType {@code ui} when the files are kept here, {@code github} with a repository
 * @param isRepoManagedBySystem whether we made the repository
 * @param error set when there is no workspace, and only then
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DbtWorkspaceResponse(
        @Schema(nullable = true) String gitrepoUrl,
        @Schema(nullable = true) String gitrepoAccessToken,
        @Schema(nullable = true) String targetType,
        String defaultSchema,
        String transformType,
        boolean isRepoManagedBySystem,
        @JsonInclude(JsonInclude.Include.NON_NULL) String error) {

    private static final String MASK = "*********";

    static DbtWorkspaceResponse notConfigured() {
        return new DbtWorkspaceResponse(null, null, null, null, null, false, "no dbt workspace has been configured");
    }

    static DbtWorkspaceResponse of(DbtProjectView project, String targetType) {
        return new DbtWorkspaceResponse(
                project.gitUrl(),
                project.lacksToken() ? null : MASK,
                targetType,
                project.defaultSchema(),
                project.transformType(),
                false,
                null);
    }
}
