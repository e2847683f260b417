package org.dalgo.upstream.prefect.server;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** All workers of a pool. */
@RegisterForReflection
@JsonAutoDetect
record WorkerFilterRequest() {}
