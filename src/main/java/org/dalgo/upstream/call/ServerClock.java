package org.dalgo.upstream.call;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.dalgo.platform.check.CheckConfig;
import org.dalgo.platform.check.CheckResult;

/** Compares clocks by the header {@code Date} that a server answers with. Sends no credentials. */
@ApplicationScoped
public class ServerClock {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final CheckConfig config;

    @Inject
    ServerClock(Vertx vertx, CheckConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** The comparison; nothing when the server sends no date or does not answer. */
    public Uni<List<CheckResult>> check(URI address) {
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(address.toString())
                .setMethod(HttpMethod.HEAD)
                .setTimeout(LIMIT.toMillis());
        return Uni.createFrom()
                .completionStage(() -> {
                    var client = vertx.createHttpClient();
                    return client.request(options)
                            .compose(request -> request.send())
                            .map(this::compare)
                            .eventually(() -> client.close())
                            .toCompletionStage();
                })
                .onFailure()
                .recoverWithItem(List.of());
    }

    private List<CheckResult> compare(HttpClientResponse response) {
        String date = response.getHeader(HttpHeaders.DATE);
        if (date == null) {
            return List.of();
        }
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return List.of(CheckResult.clock(theirs, Instant.now(), config.clockSkew()));
        } catch (DateTimeParseException e) {
            return List.of();
        }
    }
}
