package org.dalgo.upstream.airbyte.job;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** Names the connection to be synced. */
@RegisterForReflection
record SyncRequest(UUID connectionId) {}
