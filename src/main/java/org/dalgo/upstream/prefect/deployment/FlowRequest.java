package org.dalgo.upstream.prefect.deployment;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A flow to be registered. */
@RegisterForReflection
record FlowRequest(String name) {}
