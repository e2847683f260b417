package org.dalgo.upstream.prefect;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;

/** Secret blocks. */
final class SecretCalls {

    private static final String BLOCK_TYPE = "/block_types/slug/secret";

    /** Identifiers of Prefect's secret block; they change only when its database is made anew. */
    private record SecretBlock(UUID type, UUID schema) {}

    private final PrefectHttp http;
    private final AtomicReference<SecretBlock> known = new AtomicReference<>();

    SecretCalls(PrefectHttp http) {
        this.http = http;
    }

    Uni<String> put(String wanted, String value) {
        String name = name(wanted);
        Uni<Void> create = block().chain(block -> create(name, value, block));
        return create.onFailure(Absent::not)
                .recoverWithUni(() -> document(name)
                        .chain(id -> update(id, value))
                        // The first secrets of a new Prefect, when made at once, conflict over a key of Prefect's own.
                        .onFailure(Absent::is)
                        .recoverWithUni(() -> create))
                .replaceWith(name);
    }

    Uni<Void> delete(String wanted) {
        return document(name(wanted))
                .chain(id -> http.send(Call.delete("/block_documents/" + id, "delete the secret")))
                .replaceWithVoid()
                .onFailure(Absent::is)
                .recoverWithNull();
    }

    /**
     * Prefect's rule for names of blocks, applied as its Python callers have always applied it: other characters
     * vanish.
     */
    static String name(String wanted) {
        String name = wanted.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a secret's name needs a letter or a digit");
        }
        return name;
    }

    private Uni<Void> create(String name, String value, SecretBlock block) {
        Map<String, Object> body = Map.of(
                "name", name,
                "block_type_id", block.type(),
                "block_schema_id", block.schema(),
                "data", Map.of("value", value));
        // Repeating is safe: if the first request did it, the second is told that the block exists, and updates it.
        Call call = Call.post("/block_documents/", body, "store the secret")
                .asRepeatable()
                .asConfidential();
        return http.send(call)
                .onFailure(failure -> !Absent.not(failure))
                .invoke(failure -> known.set(null))
                .replaceWithVoid();
    }

    private Uni<Void> update(UUID id, String value) {
        Map<String, Object> body = Map.of("data", Map.of("value", value), "merge_existing_data", false);
        return http.send(Call.patch("/block_documents/" + id, body, "store the secret")
                        .asConfidential())
                .replaceWithVoid();
    }

    private Uni<UUID> document(String name) {
        return http.send(
                        Call.get(BLOCK_TYPE + "/block_documents/name/" + Call.segment(name), "find the secret"),
                        Wire.Identified.class)
                .map(Wire.Identified::id);
    }

    private Uni<SecretBlock> block() {
        SecretBlock block = known.get();
        if (block != null) {
            return Uni.createFrom().item(block);
        }
        return http.send(Call.get(BLOCK_TYPE, "find the type of secrets"), Wire.Identified.class)
                .chain(type -> schema(type.id()))
                .invoke(known::set);
    }

    private Uni<SecretBlock> schema(UUID type) {
        Map<String, Object> filter =
                Map.of("block_schemas", Map.of("block_type_id", Map.of("any_", List.of(type))), "limit", 1);
        return http.send(
                        Call.filter("/block_schemas/filter", filter, "find the type of secrets"),
                        Wire.Identified[].class)
                .map(schemas -> new SecretBlock(type, first(schemas)));
    }

    private static UUID first(Wire.Identified[] schemas) {
        if (schemas.length == 0) {
            throw new UpstreamFailure(
                    Rejection.SYSTEM, Kind.SERVER_ERROR, "Prefect has not registered its type of secrets yet.", null);
        }
        return schemas[0].id();
    }
}
