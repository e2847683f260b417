package org.dalgo.upstream.prefect.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The base job template that a work pool gets. */
@RegisterForReflection
record UpdateWorkPoolRequest(JsonNode baseJobTemplate) {}
