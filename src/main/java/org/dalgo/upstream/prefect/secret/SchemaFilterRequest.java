package org.dalgo.upstream.prefect.secret;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.dalgo.upstream.prefect.http.Criterion;

/** Reads the newest schema of a type of blocks. */
@RegisterForReflection
record SchemaFilterRequest(BlockSchemas blockSchemas, int limit) {

    record BlockSchemas(Criterion blockTypeId) {}

    static SchemaFilterRequest newestOf(UUID type) {
        return new SchemaFilterRequest(new BlockSchemas(Criterion.anyOf(List.of(type))), 1);
    }
}
