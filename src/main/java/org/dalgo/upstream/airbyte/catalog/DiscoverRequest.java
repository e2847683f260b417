package org.dalgo.upstream.airbyte.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * Reads the schema of a source.
 *
 * @param disableCache whether it is read even if nothing changed since the last time
 * @param connectionId what it is compared with, or null
 */
@RegisterForReflection
record DiscoverRequest(UUID sourceId, @JsonProperty("disable_cache") boolean disableCache, UUID connectionId) {}
