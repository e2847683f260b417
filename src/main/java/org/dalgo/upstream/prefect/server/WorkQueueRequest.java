package org.dalgo.upstream.prefect.server;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A work queue to be made.
 *
 * @param concurrencyLimit most runs at a time, or null for any number
 */
@RegisterForReflection
record WorkQueueRequest(String name, Integer concurrencyLimit) {}
