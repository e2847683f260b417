package org.dalgo.upstream.prefect.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Collection;

/**
 * What a field of a filter must fulfil; the parts that are null are left out.
 *
 * @param any one of these
 * @param notAny none of these
 * @param isNull whether it must be absent
 * @param after at or after this time
 * @param before at or before this time
 * @param atLeast this number or a greater one
 */
@RegisterForReflection
public record Criterion(
        @JsonProperty("any_") Collection<?> any,
        @JsonProperty("not_any_") Collection<?> notAny,
        @JsonProperty("is_null_") Boolean isNull,
        @JsonProperty("after_") Instant after,
        @JsonProperty("before_") Instant before,
        @JsonProperty("ge_") Integer atLeast) {

    public static Criterion anyOf(Collection<?> values) {
        return new Criterion(values, null, null, null, null, null);
    }

    public static Criterion noneOf(Collection<?> values) {
        return new Criterion(null, values, null, null, null, null);
    }

    public static Criterion absent(boolean absent) {
        return new Criterion(null, null, absent, null, null, null);
    }

    /** From this time on; null when no time is given. */
    public static Criterion from(Instant time) {
        return time == null ? null : new Criterion(null, null, null, time, null, null);
    }

    public static Criterion until(Instant time) {
        return new Criterion(null, null, null, null, time, null);
    }

    /** Null when no number is given. */
    public static Criterion atLeast(Integer number) {
        return number == null ? null : new Criterion(null, null, null, null, null, number);
    }
}
