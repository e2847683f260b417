package org.dalgo.upstream.prefect.secret;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What a secret block holds. */
@RegisterForReflection
record SecretValue(String value) {

    /** Without the value. */
    @Override
    public String toString() {
        return "SecretValue[]";
    }
}
