package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.call.CallBulkhead;
import org.dalgo.upstream.call.CallPolicy;
import org.dalgo.upstream.call.Credentials;
import org.dalgo.upstream.call.Guards;
import org.dalgo.upstream.call.HttpStatusException;
import org.dalgo.upstream.call.RestClients;
import org.dalgo.upstream.call.RetrySettings;
import org.dalgo.upstream.call.UpstreamCall;
import org.dalgo.upstream.call.UpstreamCalls;

/**
 * Calls to Airbyte: a deadline and a circuit breaker for each class of call, one bulkhead for what starts containers and one
 * for the rest, repetition of reads. {@code doing} says what a call is for, as in "Airbyte could not …".
 */
public final class AirbyteCalls implements AutoCloseable {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    /** An idle connection is kept for this time. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    /** The request was turned away before it was executed, or a proxy could not reach the server. */
    private static final Set<Integer> TRANSIENT = Set.of(429, 502, 503, 504);

    private final AirbyteConfig config;
    private final RestClients clients;
    private final RestClients unsigned;
    private final UpstreamCalls calls;
    private final Map<CallClass, CallPolicy> policies = new EnumMap<>(CallClass.class);

    public AirbyteCalls(AirbyteConfig config) {
        this.config = config;
        CallBulkhead others = bulkhead("Airbyte", config.limit().calls());
        CallBulkhead checks = bulkhead("Airbyte checks", config.limit().checks());
        for (CallClass type : CallClass.values()) {
            policies.put(type, policy(type, type.startsContainer() ? checks : others));
        }
        unsigned = clients(Credentials.NONE);
        Credentials credentials = credentials(config.auth());
        clients = clients(credentials);
        calls = new UpstreamCalls(AirbyteErrorResponse.SYSTEM, AirbyteErrorResponse::toFailure, credentials);
    }

    /** A REST client for one of this adapter's interfaces. */
    public <T> T client(Class<T> type) {
        return clients.make(type);
    }

    /** A call whose answer is read. */
    public <T> Uni<T> send(CallClass type, String doing, Supplier<Uni<T>> request) {
        return calls.send(UpstreamCall.reading(policies.get(type), doing), request);
    }

    /** A call of whose answer only the status counts. */
    public Uni<Void> execute(CallClass type, String doing, Supplier<Uni<Void>> request) {
        return calls.send(UpstreamCall.executing(policies.get(type), doing), request);
    }

    @Override
    public void close() {
        clients.close();
        unsigned.close();
    }

    private CallBulkhead bulkhead(String name, int limit) {
        return new CallBulkhead(name, limit, config.limit().waiting(), Optional.empty());
    }

    private CallPolicy policy(CallClass type, CallBulkhead bulkhead) {
        String name = "Airbyte " + type;
        RetrySettings retry = type.retryable()
                ? new RetrySettings(
                        config.retry().attempts(),
                        config.retry().pause(),
                        config.retry().pause().multipliedBy(1L << config.retry().attempts()))
                : RetrySettings.NONE;
        return new CallPolicy(
                name,
                type.timeout(config.timeout()),
                bulkhead,
                Guards.breaker(
                        name, config.breaker().failures(), config.breaker().openFor()),
                retry,
                AirbyteCalls::isWorthRepeating);
    }

    private RestClients clients(Credentials credentials) {
        RestClients.Settings settings = new RestClients.Settings(
                config.url(),
                config.connectTimeout(),
                KEEP_ALIVE,
                config.limit().calls() + config.limit().checks(),
                config.maxAnswer().asLongValue(),
                true);
        return new RestClients(settings, MAPPER, credentials);
    }

    private Credentials credentials(AirbyteConfig.Auth auth) {
        return switch (auth.mode()) {
            case NONE -> Credentials.NONE;
            case BASIC -> {
                String pair = required(auth.username(), "username") + ":" + required(auth.password(), "password");
                String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
                yield Credentials.fixed("Basic " + encoded);
            }
            case CLIENT_CREDENTIALS -> {
                TokenRequest request = new TokenRequest(
                        required(auth.clientId(), "client-id"), required(auth.clientSecret(), "client-secret"));
                TokenRestClient rest = unsigned.make(TokenRestClient.class);
                UpstreamCalls sender = new UpstreamCalls(
                        AirbyteErrorResponse.SYSTEM, AirbyteErrorResponse::toFailure, Credentials.NONE);
                UpstreamCall call = UpstreamCall.reading(policies.get(CallClass.READ), "sign us in");
                yield new BearerToken(() -> sender.attempt(call, () -> rest.create(request)));
            }
        };
    }

    private static String required(Optional<String> value, String name) {
        return value.orElseThrow(() -> new IllegalStateException(
                "dalgo.airbyte.auth." + name + " is needed for this way to sign in to Airbyte"));
    }

    private static boolean isWorthRepeating(UpstreamFailure failure) {
        return failure.kind() == Kind.UNREACHABLE || TRANSIENT.contains(HttpStatusException.of(failure));
    }
}
