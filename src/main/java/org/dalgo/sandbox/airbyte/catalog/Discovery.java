package org.dalgo.sandbox.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.Connectors;
import org.dalgo.sandbox.airbyte.job.JobLog;
import org.dalgo.sandbox.airbyte.job.QuickJob;
import org.dalgo.sandbox.airbyte.setting.Faults;
import org.dalgo.sandbox.airbyte.setting.Pause;
import org.dalgo.sandbox.airbyte.setting.SandboxClock;
import org.dalgo.sandbox.airbyte.setting.SandboxConfig;
import org.dalgo.sandbox.airbyte.setting.Timing;
import org.dalgo.sandbox.airbyte.setting.Workers;
import org.dalgo.sandbox.airbyte.store.Store;
import org.dalgo.sandbox.airbyte.word.ActorKind;
import org.dalgo.sandbox.airbyte.word.Json;

/**
 * Discovers schemas and keeps the catalogs. A catalog that equals an earlier one of its source keeps that one's id; without
 * {@code disable_cache} an unchanged source is not asked again.
 */
public final class Discovery {

    /**
     * What a discovery came to.
     *
     * @param catalog stored document {@code {catalogId, sourceId, cacheKey, catalog, fetch}}; null when it failed
     * @param jobInfo Airbyte's report about the job
     */
    public record Outcome(ObjectNode catalog, ObjectNode jobInfo) {}

    private final Store store;
    private final Connectors connectors;
    private final Faults faults;
    private final Workers workers;
    private final Pause pause;
    private final SandboxClock clock;
    private final SandboxConfig config;

    public Discovery(
            Store store,
            Connectors connectors,
            Faults faults,
            Workers workers,
            Pause pause,
            SandboxClock clock,
            SandboxConfig config) {
        this.store = store;
        this.connectors = connectors;
        this.faults = faults;
        this.workers = workers;
        this.pause = pause;
        this.clock = clock;
        this.config = config;
    }

    public Future<Outcome> discover(ObjectNode source, boolean useCache) {
        String id = source.get("sourceId").asText();
        ObjectNode definition = store.definitionOf(ActorKind.SOURCE, source);
        JsonNode image = definition.get("definition");
        ObjectNode configuration = (ObjectNode) source.get("connectionConfiguration");
        String key = image.path("dockerImageTag").asText() + ":" + configuration.hashCode();
        QuickJob job = new QuickJob("discover_schema", clock, config.version());
        Optional<ObjectNode> newest = newest(id);
        if (useCache
                && newest.isPresent()
                && newest.get().path("cacheKey").asText().equals(key)) {
            return Future.succeededFuture(new Outcome(newest.get(), job.cached()));
        }
        job.log()
                .info(
                        JobLog.Voice.PLATFORM,
                        "Discovering with image "
                                + image.path("dockerRepository").asText());
        Optional<ObjectNode> fault = faults.take(
                Faults.OF_DISCOVERY, List.of(id, image.path("dockerRepository").asText()));
        Timing timing = source.path("name").asText().startsWith("slow-")
                ? config.timing().slower(5)
                : config.timing();
        return pause.of(timing.discover())
                .compose(done -> fault.isPresent()
                        ? Future.<ArrayNode>failedFuture(ConnectorFailure.config(
                                ActorKind.SOURCE, fault.get().path("message").asText("The schema could not be read")))
                        : workers.run(() -> connectors.source(definition).discover(configuration)))
                .map(streams -> new Outcome(keep(id, key, streams), job.succeeded()))
                .recover(failure -> failed(job, failure));
    }

    private static Future<Outcome> failed(QuickJob job, Throwable failure) {
        return failure instanceof ConnectorFailure connector
                ? Future.succeededFuture(new Outcome(null, job.failed("source", connector.getMessage(), connector)))
                : Future.failedFuture(failure);
    }

    private ObjectNode keep(String sourceId, String key, ArrayNode streams) {
        if (store.schemaEdits.has(sourceId)) {
            store.schemaEdits.any(sourceId).path("edits").forEach(edit -> SchemaEdit.apply(edit, streams));
        }
        ObjectNode catalog = Catalogs.proposed(streams);
        ObjectNode document = store
                .catalogs
                .live(other -> other.path("sourceId").asText().equals(sourceId)
                        && other.path("catalog").equals(catalog))
                .stream()
                .findFirst()
                .orElseGet(() -> Json.object()
                        .put("catalogId", UUID.randomUUID().toString())
                        .put("sourceId", sourceId)
                        .set("catalog", catalog));
        document.put("cacheKey", key).put("fetch", newestFetch(sourceId) + 1).put("updatedAt", clock.seconds());
        store.catalogs.put(document.get("catalogId").asText(), document);
        store.touch();
        return document;
    }

    private long newestFetch(String sourceId) {
        return newest(sourceId).map(document -> document.path("fetch").asLong()).orElse(0L);
    }

    /** The catalog that the last discovery of the source found. */
    public Optional<ObjectNode> newest(String sourceId) {
        return store.catalogs
                .live()
                .filter(document -> document.path("sourceId").asText().equals(sourceId))
                .max(Comparator.comparingLong(document -> document.path("fetch").asLong()));
    }
}
