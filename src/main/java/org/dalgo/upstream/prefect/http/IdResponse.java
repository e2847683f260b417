package org.dalgo.upstream.prefect.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** Any object of which only the identifier is read. */
@RegisterForReflection
public record IdResponse(UUID id) {}
