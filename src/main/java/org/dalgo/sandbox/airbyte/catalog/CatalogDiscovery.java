package org.dalgo.sandbox.airbyte.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.config.Delay;
import org.dalgo.sandbox.airbyte.config.FaultInjection;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.config.Timing;
import org.dalgo.sandbox.airbyte.config.WorkerPool;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.registry.ConnectorRegistry;
import org.dalgo.sandbox.airbyte.job.JobLog;
import org.dalgo.sandbox.airbyte.job.SynchronousJob;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.store.SandboxStore;

/**
 * Discovers schemas and keeps the catalogs. A catalog that equals an earlier one of its source keeps that one's id; without
 * {@code disable_cache} an unchanged source is not read again.
 */
public final class CatalogDiscovery {

    /**
     * What a discovery came to.
     *
     * @param catalog stored document {@code {catalogId, sourceId, cacheKey, catalog, fetch}}; null when it failed
     * @param jobInfo Airbyte's report about the job
     */
    public record Outcome(ObjectNode catalog, ObjectNode jobInfo) {}

    private final SandboxStore sandboxStore;
    private final ConnectorRegistry connectorRegistry;
    private final FaultInjection faultInjection;
    private final WorkerPool workerPool;
    private final Delay delay;
    private final SandboxClock clock;
    private final SandboxConfig config;

    public CatalogDiscovery(
            SandboxStore sandboxStore,
            ConnectorRegistry connectorRegistry,
            FaultInjection faultInjection,
            WorkerPool workerPool,
            Delay delay,
            SandboxClock clock,
            SandboxConfig config) {
        this.sandboxStore = sandboxStore;
        this.connectorRegistry = connectorRegistry;
        this.faultInjection = faultInjection;
        this.workerPool = workerPool;
        this.delay = delay;
        this.clock = clock;
        this.config = config;
    }

    public Future<Outcome> discover(ObjectNode source, boolean useCache) {
        String id = source.get("sourceId").asText();
        ObjectNode definition = sandboxStore.definitionOf(SandboxActorType.SOURCE, source);
        JsonNode image = definition.get("definition");
        ObjectNode configuration = (ObjectNode) source.get("connectionConfiguration");
        String key = image.path("dockerImageTag").asText() + ":" + configuration.hashCode();
        SynchronousJob job = new SynchronousJob("discover_schema", clock, config.version());
        Optional<ObjectNode> newest = latest(id);
        if (useCache
                && newest.isPresent()
                && newest.get().path("cacheKey").asText().equals(key)) {
            return Future.succeededFuture(new Outcome(newest.get(), job.cached()));
        }
        job.log()
                .info(
                        JobLog.LogSource.PLATFORM,
                        "Discovering with image "
                                + image.path("dockerRepository").asText());
        Optional<ObjectNode> fault = faultInjection.take(
                FaultInjection.OF_DISCOVERY,
                List.of(id, image.path("dockerRepository").asText()));
        Timing timing = source.path("name").asText().startsWith("slow-")
                ? config.timing().slower(5)
                : config.timing();
        return delay.of(timing.discover())
                .compose(done -> fault.isPresent()
                        ? Future.<ArrayNode>failedFuture(ConnectorFailure.config(
                                SandboxActorType.SOURCE,
                                fault.get().path("message").asText("The schema could not be read")))
                        : workerPool.run(
                                () -> connectorRegistry.source(definition).discover(configuration)))
                .map(streams -> new Outcome(store(id, key, streams), job.succeeded()))
                .recover(failure -> failed(job, failure));
    }

    private static Future<Outcome> failed(SynchronousJob job, Throwable failure) {
        return failure instanceof ConnectorFailure connector
                ? Future.succeededFuture(new Outcome(null, job.failed("source", connector.getMessage(), connector)))
                : Future.failedFuture(failure);
    }

    private ObjectNode store(String sourceId, String key, ArrayNode streams) {
        if (sandboxStore.schemaEdits.has(sourceId)) {
            sandboxStore.schemaEdits.any(sourceId).path("edits").forEach(edit -> SchemaEdit.apply(edit, streams));
        }
        ObjectNode catalog = Catalogs.proposed(streams);
        ObjectNode document = sandboxStore
                .catalogs
                .live(other -> other.path("sourceId").asText().equals(sourceId)
                        && other.path("catalog").equals(catalog))
                .stream()
                .findFirst()
                .orElseGet(() -> SandboxJson.object()
                        .put("catalogId", UUID.randomUUID().toString())
                        .put("sourceId", sourceId)
                        .set("catalog", catalog));
        document.put("cacheKey", key).put("fetch", latestFetch(sourceId) + 1).put("updatedAt", clock.seconds());
        sandboxStore.catalogs.put(document.get("catalogId").asText(), document);
        sandboxStore.touch();
        return document;
    }

    private long latestFetch(String sourceId) {
        return latest(sourceId).map(document -> document.path("fetch").asLong()).orElse(0L);
    }

    /** The catalog that the last discovery of the source found. */
    public Optional<ObjectNode> latest(String sourceId) {
        return sandboxStore
                .catalogs
                .live()
                .filter(document -> document.path("sourceId").asText().equals(sourceId))
                .max(Comparator.comparingLong(document -> document.path("fetch").asLong()));
    }
}
