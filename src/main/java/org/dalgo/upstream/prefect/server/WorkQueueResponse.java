package org.dalgo.upstream.prefect.server;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** A work queue as Prefect answers with it. */
@RegisterForReflection
record WorkQueueResponse(String status, Instant lastPolled) {}
