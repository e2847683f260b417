package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a sign-in gives. */
@RegisterForReflection
record TokenResponse(@JsonProperty("access_token") String accessToken) {

    /** Without the token. */
    @Override
    public String toString() {
        return "TokenResponse[]";
    }
}
