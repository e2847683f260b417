package org.dalgo.upstream.airbyte.job;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Names an attempt of a job. */
@RegisterForReflection
record AttemptRequest(long jobId, int attemptNumber) {}
