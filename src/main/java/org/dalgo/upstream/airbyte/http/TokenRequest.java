package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The application that signs in. */
@RegisterForReflection
record TokenRequest(@JsonProperty("client_id") String clientId, @JsonProperty("client_secret") String clientSecret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "TokenRequest[" + clientId + "]";
    }
}
