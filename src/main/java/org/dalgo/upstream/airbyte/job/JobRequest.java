package org.dalgo.upstream.airbyte.job;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Names a job. */
@RegisterForReflection
record JobRequest(long id) {}
