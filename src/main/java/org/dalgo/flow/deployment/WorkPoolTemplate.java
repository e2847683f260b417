package org.dalgo.flow.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.server.WorkPoolDraft;

/** The work pool as the settings want it: its type, the base job template from a file, and its limit. */
@ApplicationScoped
class WorkPoolTemplate {

    private final PrefectConfig config;
    private final Vertx vertx;
    private final ObjectMapper json;

    @Inject
    WorkPoolTemplate(PrefectConfig config, Vertx vertx, ObjectMapper json) {
        this.config = config;
        this.vertx = vertx;
        this.json = json;
    }

    /** Reads the file each time; fails with the name of the setting when the file cannot be used. */
    Uni<WorkPoolDraft> draft() {
        return config.workPoolTemplate()
                .map(file -> vertx.fileSystem()
                        .readFile(file.toString())
                        .map(content -> parse(content.toString()))
                        .onFailure()
                        .transform(failure -> new IllegalStateException(
                                "dalgo.prefect.work-pool-template: " + file + " cannot be read: "
                                        + failure.getMessage(),
                                failure)))
                .orElseGet(() -> Uni.createFrom().nullItem())
                .map(template -> new WorkPoolDraft(
                        config.workPool(),
                        config.workPoolType().wire(),
                        template,
                        config.runLimit().orElse(null)));
    }

    private JsonNode parse(String content) {
        JsonNode template;
        try {
            template = json.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(template.path("job_configuration") instanceof ObjectNode)) {
            throw new IllegalStateException("no base job template: it lacks the object job_configuration");
        }
        config.runImage().ifPresent(image -> withImage(template, image));
        return template;
    }

    private static void withImage(JsonNode template, String image) {
        if (!(template.path("variables").path("properties").path("image") instanceof ObjectNode variable)) {
            throw new IllegalStateException("dalgo.prefect.run-image is set, but the template has no variable image");
        }
        variable.put("default", image);
    }
}
