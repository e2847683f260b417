package org.dalgo.upstream.call;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.ContextResolver;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.resteasy.reactive.client.api.LoggingScope;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/**
 * Makes the REST clients of one system, with its address, its limits and its credentials. They follow no redirect, log no
 * body, keep no cookie, and know no time: {@link UpstreamCalls} ends a call at its deadline.
 */
public final class RestClients implements AutoCloseable {

    /**
     * How one system is reached.
     *
     * @param url base address
     * @param connectTimeout how long a TCP connection may take
     * @param keepAlive how long an idle connection is kept
     * @param connections at most, for each interface
     * @param maxAnswer largest answer that is read into memory, in bytes
     * @param compressed whether answers may come compressed
     */
    public record Settings(
            URI url,
            Duration connectTimeout,
            Duration keepAlive,
            int connections,
            long maxAnswer,
            boolean compressed) {}

    /** A class with a name: the REST client reads the type argument from it. */
    @RegisterForReflection
    static final class JsonResolver implements ContextResolver<ObjectMapper> {

        private final ObjectMapper mapper;

        JsonResolver(ObjectMapper mapper) {
            this.mapper = mapper;
        }

        @Override
        public ObjectMapper getContext(Class<?> type) {
            return mapper;
        }
    }

    private final Settings settings;
    private final ObjectMapper mapper;
    private final Credentials credentials;
    private final List<Closeable> made = new ArrayList<>();

    public RestClients(Settings settings, ObjectMapper mapper, Credentials credentials) {
        this.settings = settings;
        this.mapper = mapper;
        this.credentials = credentials;
    }

    /** A client for an interface with {@code RegisterRestClient}. */
    public <T> T make(Class<T> type) {
        T client = QuarkusRestClientBuilder.newBuilder()
                .baseUri(settings.url())
                .connectTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .disableDefaultMapper(true)
                .loggingScope(LoggingScope.NONE)
                .enableCompression(settings.compressed())
                .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, settings.connections())
                .property(QuarkusRestClientProperties.CONNECTION_TTL, (int)
                        Math.max(1, settings.keepAlive().toSeconds()))
                .httpClientRequestCustomizer(new ResponseLimit(settings.maxAnswer()))
                .register(new ErrorBodyException.Mapper())
                .register(new JsonResolver(mapper))
                .register(authorization(), ClientRequestFilter.class)
                .register((ClientResponseFilter) RestClients::assumeJson, ClientResponseFilter.class)
                .build(type);
        made.add((Closeable) client);
        return client;
    }

    @Override
    public void close() {
        made.forEach(RestClients::close);
    }

    private ClientRequestFilter authorization() {
        return request -> credentials.current().ifPresent(header -> request.getHeaders()
                .putSingle(HttpHeaders.AUTHORIZATION, header));
    }

    /** Both systems speak JSON only; an answer that does not say what it is must be readable too. */
    private static void assumeJson(ClientRequestContext request, ClientResponseContext response) {
        // Without an answer the status is 0, and there are no headers either.
        if (response.getStatus() != 0 && response.getMediaType() == null) {
            response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        }
    }

    private static void close(Closeable client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
