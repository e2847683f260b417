package org.dalgo.upstream.prefect.secret;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/** A secret block to be made. */
@RegisterForReflection
record CreateSecretRequest(String name, UUID blockTypeId, UUID blockSchemaId, SecretValue data) {}
