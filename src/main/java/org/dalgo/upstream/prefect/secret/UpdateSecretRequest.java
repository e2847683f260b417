package org.dalgo.upstream.prefect.secret;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** A secret block's new value. */
@RegisterForReflection
record UpdateSecretRequest(SecretValue data, boolean mergeExistingData) {}
