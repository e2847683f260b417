package org.dalgo.sandbox.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.digest.ConstantTime;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.sandbox.airbyte.model.AirbyteApiException;
import org.dalgo.sandbox.airbyte.model.RequestBody;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Who may call. Tokens look like JWTs, so that a client can read their end; they are known by being remembered. */
public final class ApiAuthentication {

    private final SandboxConfig config;
    private final SandboxClock clock;
    private final Map<String, Long> tokens = new HashMap<>();

    public ApiAuthentication(SandboxConfig config, SandboxClock clock) {
        this.config = config;
        this.clock = clock;
    }

    boolean allows(String authorization) {
        return switch (config.auth()) {
            case NONE -> true;
            case BASIC ->
                ("Basic " + base64(Base64.getEncoder(), config.user() + ":" + config.secret())).equals(authorization);
            case CLIENT_CREDENTIALS ->
                authorization != null
                        && authorization.startsWith("Bearer ")
                        && tokens.getOrDefault(authorization.substring(7), 0L) > clock.seconds();
        };
    }

    /** The nginx in front of old installations answers in HTML. */
    boolean refusesInHtml() {
        return config.auth() == SandboxConfig.Auth.BASIC;
    }

    public JsonNode token(RequestBody requestBody, boolean publicApi) {
        boolean known = ConstantTime.isEqual(requestBody.text("client_id"), config.user())
                && ConstantTime.isEqual(requestBody.text("client_secret"), config.secret());
        if (!known && config.auth() == SandboxConfig.Auth.CLIENT_CREDENTIALS) {
            throw new AirbyteApiException(401, "Unknown client");
        }
        long life = config.version().tokenSeconds();
        long end = clock.seconds() + life;
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        String token = base64(url, "{\"alg\":\"none\"}") + "."
                + base64(url, "{\"exp\":%d,\"jti\":\"%s\"}".formatted(end, UUID.randomUUID())) + ".sandbox";
        tokens.values().removeIf(expiry -> expiry <= clock.seconds());
        tokens.put(token, end);
        ObjectNode answer = SandboxJson.object().put("access_token", token);
        return publicApi ? answer.put("token_type", "Bearer").put("expires_in", life) : answer;
    }

    /** Revokes every token, as a restart of the server with a new signing key would. */
    public void revoke() {
        tokens.clear();
    }

    private static String base64(Base64.Encoder encoder, String text) {
        return encoder.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
