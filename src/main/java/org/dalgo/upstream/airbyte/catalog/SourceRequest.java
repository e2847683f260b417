package org.dalgo.upstream.airbyte.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** Names a source. */
@RegisterForReflection
record SourceRequest(UUID sourceId) {}
