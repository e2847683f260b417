package org.dalgo.upstream.prefect.secret;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.platform.job.context.Unis;
import org.dalgo.upstream.prefect.http.IdResponse;
import org.dalgo.upstream.prefect.http.PrefectCalls;
import org.dalgo.upstream.prefect.http.PrefectErrorResponse;
import org.dalgo.upstream.prefect.http.PrefectJson;

/** Secret blocks. */
public final class SecretBlockClient {

    private static final Pattern UNUSABLE = Pattern.compile("[^a-z0-9-]");

    private static final String STORE = "store the secret";
    private static final String FIND_TYPE = "find the type of secrets";

    /** Identifiers of Prefect's secret block; they change only when its database is made anew. */
    private record SecretBlock(UUID type, UUID schema) {}

    private final PrefectCalls calls;
    private final SecretBlockRestClient rest;
    private final AtomicReference<SecretBlock> known = new AtomicReference<>();

    public SecretBlockClient(PrefectCalls calls) {
        this.calls = calls;
        this.rest = calls.client(SecretBlockRestClient.class);
    }

    public Uni<String> put(String wanted, String value) {
        String name = name(wanted);
        Uni<Void> create = block().chain(block -> create(name, value, block));
        return create.onFailure(UpstreamFailure::isConflict)
                .recoverWithUni(() -> document(name)
                        .chain(id -> update(id, value))
                        // The first secrets of a new Prefect, when made at once, conflict over a key of Prefect's own.
                        .onFailure(UpstreamFailure::isNotFound)
                        .recoverWithUni(() -> create))
                .replaceWith(name);
    }

    public Uni<Void> delete(String wanted) {
        return document(name(wanted))
                .chain(id -> calls.execute("delete the secret", () -> rest.delete(id)))
                .onFailure(UpstreamFailure::isNotFound)
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
        CreateSecretRequest secret =
                new CreateSecretRequest(name, block.type(), block.schema(), new SecretValue(value));
        // Repeating is safe: if the first request did it, the second finds the block and updates it.
        return store(secret, rest::create)
                .onFailure(failure -> !UpstreamFailure.isConflict(failure))
                .invoke(failure -> known.set(null));
    }

    private Uni<Void> update(UUID id, String value) {
        return store(new UpdateSecretRequest(new SecretValue(value), false), body -> rest.update(id, body));
    }

    /** A secret may be a whole project: it is written as JSON elsewhere than on an event loop. */
    private Uni<Void> store(Object secret, Function<byte[], Uni<Void>> request) {
        return Unis.onWorker(() -> PrefectJson.write(secret))
                .chain(body -> calls.executeConfidential(STORE, () -> request.apply(body)));
    }

    private Uni<UUID> document(String name) {
        return calls.send("find the secret", () -> rest.find(name)).map(IdResponse::id);
    }

    private Uni<SecretBlock> block() {
        SecretBlock block = known.get();
        if (block != null) {
            return Uni.createFrom().item(block);
        }
        return calls.send(FIND_TYPE, rest::type)
                .chain(type -> schema(type.id()))
                .invoke(known::set);
    }

    private Uni<SecretBlock> schema(UUID type) {
        return calls.send(FIND_TYPE, () -> rest.schemas(SchemaFilterRequest.newestOf(type)))
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
