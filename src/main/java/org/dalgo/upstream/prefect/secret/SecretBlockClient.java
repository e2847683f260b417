package org.dalgo.upstream.prefect.secret;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.prefect.http.IdResponse;
import org.dalgo.upstream.prefect.http.PrefectCall;
import org.dalgo.upstream.prefect.http.PrefectErrorResponse;
import org.dalgo.upstream.prefect.http.PrefectFailures;
import org.dalgo.upstream.prefect.http.PrefectHttpClient;

/** Secret blocks. */
public final class SecretBlockClient {

    private static final Pattern UNUSABLE = Pattern.compile("[^a-z0-9-]");

    private static final String BLOCK_TYPE = "/block_types/slug/secret";

    /** Identifiers of Prefect's secret block; they change only when its database is made anew. */
    private record SecretBlock(UUID type, UUID schema) {}

    private final PrefectHttpClient http;
    private final AtomicReference<SecretBlock> known = new AtomicReference<>();

    public SecretBlockClient(PrefectHttpClient http) {
        this.http = http;
    }

    public Uni<String> put(String wanted, String value) {
        String name = name(wanted);
        Uni<Void> create = block().chain(block -> create(name, value, block));
        return create.onFailure(PrefectFailures::isConflict)
                .recoverWithUni(() -> document(name)
                        .chain(id -> update(id, value))
                        // The first secrets of a new Prefect, when made at once, conflict over a key of Prefect's own.
                        .onFailure(PrefectFailures::isNotFound)
                        .recoverWithUni(() -> create))
                .replaceWith(name);
    }

    public Uni<Void> delete(String wanted) {
        return document(name(wanted))
                .chain(id -> http.send(PrefectCall.delete("/block_documents/" + id, "delete the secret")))
                .replaceWithVoid()
                .onFailure(PrefectFailures::isNotFound)
                .recoverWithNull();
    }

    /**
     * Prefect's rule for names of blocks, applied as its Python callers have always applied it: other characters are
     * removed.
     */
    static String name(String wanted) {
        String name = UNUSABLE.matcher(wanted.toLowerCase(Locale.ROOT)).replaceAll("");
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
        // Repeating is safe: if the first request did it, the second finds the block and updates it.
        PrefectCall prefectCall = PrefectCall.post("/block_documents/", body, "store the secret")
                .asRepeatable()
                .asConfidential();
        return http.send(prefectCall)
                .onFailure(failure -> !PrefectFailures.isConflict(failure))
                .invoke(failure -> known.set(null))
                .replaceWithVoid();
    }

    private Uni<Void> update(UUID id, String value) {
        Map<String, Object> body = Map.of("data", Map.of("value", value), "merge_existing_data", false);
        return http.send(PrefectCall.patch("/block_documents/" + id, body, "store the secret")
                        .asConfidential())
                .replaceWithVoid();
    }

    private Uni<UUID> document(String name) {
        return http.send(
                        PrefectCall.get(
                                BLOCK_TYPE + "/block_documents/name/" + PrefectCall.segment(name), "find the secret"),
                        IdResponse.class)
                .map(IdResponse::id);
    }

    private Uni<SecretBlock> block() {
        SecretBlock block = known.get();
        if (block != null) {
            return Uni.createFrom().item(block);
        }
        return http.send(PrefectCall.get(BLOCK_TYPE, "find the type of secrets"), IdResponse.class)
                .chain(type -> schema(type.id()))
                .invoke(known::set);
    }

    private Uni<SecretBlock> schema(UUID type) {
        Map<String, Object> filter =
                Map.of("block_schemas", Map.of("block_type_id", Map.of("any_", List.of(type))), "limit", 1);
        return http.sendForList(
                        PrefectCall.filter("/block_schemas/filter", filter, "find the type of secrets"),
                        IdResponse.class)
                .map(schemas -> new SecretBlock(type, first(schemas)));
    }

    private static UUID first(List<IdResponse> schemas) {
        if (schemas.isEmpty()) {
            throw new UpstreamFailure(
                    PrefectErrorResponse.SYSTEM,
                    Kind.SERVER_ERROR,
                    "Prefect has not registered its type of secrets yet.",
                    null);
        }
        return schemas.get(0).id();
    }
}
