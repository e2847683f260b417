package org.dalgo.upstream.prefect.server;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A worker of a pool as Prefect answers with it. */
@RegisterForReflection
record WorkerResponse(String name, String status) {}
