package org.dalgo.upstream.google;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What Google gives for a code.
 *
 * @param refreshToken null when the person had consented before and Google did not show the consent again
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record TokenResponse(@JsonProperty("refresh_token") String refreshToken) {

    /** Without the token. */
    @Override
    public String toString() {
        return "TokenAnswer[]";
    }
}
