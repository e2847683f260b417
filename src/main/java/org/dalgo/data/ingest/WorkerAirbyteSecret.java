package org.dalgo.data.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Locale;
import org.dalgo.upstream.airbyte.http.AirbyteConfig;

/** How a worker reaches Airbyte: the value of the Secret block from which the flows take it. */
@ApplicationScoped
class WorkerAirbyteSecret {

    private static final Pattern TRAILING_SLASHES = Pattern.compile("/+$");

    private final AirbyteConfig airbyte;
    private final IngestConfig config;

    @Inject
    WorkerAirbyteSecret(AirbyteConfig airbyte, IngestConfig config) {
        this.airbyte = airbyte;
        this.config = config;
    }

    /** JSON with {@code url}, {@code auth} and what that kind of sign-in needs. */
    String toJson() {
        URI url = config.workerAirbyteUrl().orElse(airbyte.url());
        AirbyteConfig.Auth auth = airbyte.auth();
        ObjectNode block = JsonNodeFactory.instance
                .objectNode()
                .put("url", TRAILING_SLASHES.matcher(url.toString()).replaceFirst(""))
                .put("auth", auth.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        auth.username().ifPresent(user -> block.put("username", user));
        auth.password().ifPresent(password -> block.put("password", password));
        auth.clientId().ifPresent(id -> block.put("client_id", id));
        auth.clientSecret().ifPresent(secret -> block.put("client_secret", secret));
        return block.toString();
    }
}
