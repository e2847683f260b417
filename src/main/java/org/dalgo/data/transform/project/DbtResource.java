package org.dalgo.data.transform.project;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Map;
import org.dalgo.data.transform.file.GitStatusResponse;
import org.dalgo.platform.error.FailsWith;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.security.CurrentCaller;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The dbt workspace of an organisation: set-up, schema, publishing. */
@Path("/api")
@Tag(name = "Transform")
public class DbtResource {

    /** How the workspace is kept: {@code ui} here, {@code github} in a git repository, null when there is none. */
    public record TransformType(@JsonProperty("transform_type") String transformType) {}

    /** A project to make. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ProjectRequest(@NotNull @Size(max = 63) @JsonProperty("default_schema") String defaultSchema) {}

    /** Another schema for dbt to write to. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record SchemaRequest(
            @NotNull @Size(max = 63) @JsonProperty("target_configs_schema") String targetConfigsSchema) {}

    /** Changes to publish. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PublicationRequest(@NotNull @Size(max = 1000) @JsonProperty("commit_message") String commitMessage) {}

    /** A git repository for the project to live in, with a token that may write to it; asterisks for the one that is kept. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RepositoryRequest(
            @NotNull @Size(max = 255) String gitrepoUrl, @Size(max = 1000) String gitrepoAccessToken) {

        @Override
        public String toString() {
            return "RepositoryRequest[gitrepoUrl=" + gitrepoUrl + "]";
        }
    }

    /**
     * Where the project lives now.
     *
     * @param repositorySwitched false when only the token was renewed
     */
    public record RepositoryConnectionResponse(
            boolean success,
            @JsonProperty("gitrepo_url") String gitrepoUrl,
            @JsonProperty("repository_switched") boolean repositorySwitched,
            String message) {}

    /** What was done. */
    public record ProjectMessageResponse(String message) {}

    @Inject
    CurrentCaller caller;

    @Inject
    DbtProjectService projects;

    @Inject
    LocalProjectService local;

    @Inject
    PublicationService publication;

    @Inject
    RepositoryConnectionService repositories;

    @GET
    @Path("/dbt/dbt_transform/")
    @PermissionsAllowed("can_view_dbt_workspace")
    @Operation(summary = "How the dbt workspace is kept, if there is one")
    public Uni<TransformType> getTransformType() {
        return projects.get(caller.org())
                .map(found -> new TransformType(
                        found.map(DbtProjectView::transformType).orElse(null)));
    }

    @GET
    @Path("/dbt/dbt_workspace")
    @PermissionsAllowed("can_view_dbt_workspace")
    @FailsWith(Problem.INVALID)
    @Operation(summary = "The dbt workspace")
    public Uni<DbtWorkspaceResponse> getWorkspace() {
        return projects.workspace(caller.org());
    }

    @PUT
    @Path("/dbt/v1/schema/")
    @PermissionsAllowed("can_edit_dbt_workspace")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Let dbt write to another schema")
    public Uni<Map<String, Integer>> changeSchema(@NotNull @Valid SchemaRequest request) {
        return projects.changeSchema(caller.get(), request.targetConfigsSchema())
                .replaceWith(Map.of("success", 1));
    }

    @PUT
    @Path("/dbt/switch_git_repo/")
    @PermissionsAllowed("can_edit_dbt_workspace")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "Let the project live in another git repository, or renew the token of its own")
    public Uni<RepositoryConnectionResponse> switchRepository(@NotNull @Valid RepositoryRequest request) {
        return repositories
                .connect(caller.get(), request.gitrepoUrl(), request.gitrepoAccessToken())
                .map(done -> new RepositoryConnectionResponse(
                        true,
                        done.url(),
                        done.repositorySwitched(),
                        done.repositorySwitched()
                                ? "The project lives in this repository now"
                                : "The access token was renewed"));
    }

    @GET
    @Path("/dbt/git_status/")
    @PermissionsAllowed("can_view_dbt_workspace")
    @Operation(summary = "Files that were changed since they were last published")
    public Uni<GitStatusResponse> getChanges() {
        return publication.changes(caller.org());
    }

    @POST
    @Path("/dbt/publish_changes/")
    @PermissionsAllowed("can_edit_dbt_workspace")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT, Problem.TOO_MANY},
            upstream = true)
    @Operation(summary = "Publish changed files: runs use them from then on")
    public Uni<PublicationResponse> publishChanges(@NotNull @Valid PublicationRequest request) {
        return publication.publish(caller.get(), request.commitMessage());
    }

    @POST
    @Path("/transform/dbt_project/")
    @PermissionsAllowed("can_create_dbt_workspace")
    @FailsWith(
            value = {Problem.NOT_FOUND, Problem.CONFLICT},
            upstream = true)
    @Operation(summary = "Set up a dbt workspace that is kept here, if there is none")
    public Uni<ProjectMessageResponse> createProject(@NotNull @Valid ProjectRequest request) {
        String message = "Project " + caller.get().orgSlug() + " created successfully";
        return local.create(caller.get(), request.defaultSchema()).replaceWith(new ProjectMessageResponse(message));
    }

    @DELETE
    @Path("/transform/dbt_project/{project_name}")
    @PermissionsAllowed("can_delete_dbt_workspace")
    @FailsWith(
            value = {Problem.CONFLICT, Problem.INVALID},
            upstream = true)
    @Operation(summary = "Take back a dbt workspace that was only just set up")
    public Uni<ProjectMessageResponse> deleteProject(@PathParam("project_name") String name) {
        return local.delete(caller.get(), name)
                .replaceWith(new ProjectMessageResponse("Project " + name + " deleted successfully"));
    }
}
