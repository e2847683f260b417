package org.dalgo.upstream.prefect.deployment;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** {@code {}}: routes without fields want a body all the same. */
@RegisterForReflection
@JsonAutoDetect
record Empty() {

    static final Empty BODY = new Empty();
}
