package org.dalgo.upstream.prefect.server;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A work pool as Prefect has it. */
@RegisterForReflection
record WorkPoolResponse(String type) {}
