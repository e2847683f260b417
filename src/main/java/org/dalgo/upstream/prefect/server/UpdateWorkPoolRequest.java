package org.dalgo.upstream.prefect.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The base job template and the number of runs at a time that a work pool gets; what is null stays as it is. */
@RegisterForReflection
record UpdateWorkPoolRequest(JsonNode baseJobTemplate, Integer concurrencyLimit) {}
