package org.dalgo.data.warehouse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import org.dalgo.platform.http.Failure;

/** Airbyte's configuration of a Postgres destination as our own driver needs it. */
final class PostgresAddress {

    private static final int CONNECT_MILLIS = 10_000;

    private PostgresAddress() {}

    /** How to connect; fails with BAD_REQUEST when only Airbyte can, through a tunnel. */
    static PgConnectOptions of(ObjectNode config) {
        String tunnel = config.path("tunnel_method").path("tunnel_method").asText("NO_TUNNEL");
        if (!"NO_TUNNEL".equals(tunnel)) {
            throw Failure.badRequest("a warehouse behind an SSH tunnel cannot be read yet");
        }
        PgConnectOptions address = new PgConnectOptions()
                .setHost(config.path("host").asText())
                .setPort(config.path("port").asInt())
                .setDatabase(config.path("database").asText())
                .setUser(config.path("username").asText())
                .setPassword(config.path("password").asText(""));
        address.setConnectTimeout(CONNECT_MILLIS);
        return encrypted(address, config);
    }

    private static PgConnectOptions encrypted(PgConnectOptions address, ObjectNode config) {
        SslMode mode = mode(config.path("ssl_mode").path("mode").asText("prefer"));
        address.setSslMode(mode);
        if (mode != SslMode.VERIFY_CA && mode != SslMode.VERIFY_FULL) {
            // Encrypts without asking who is there, as these modes mean it everywhere.
            address.setTrustAll(true);
            return address;
        }
        if (mode == SslMode.VERIFY_FULL) {
            address.setHostnameVerificationAlgorithm("HTTPS");
        }
        String authority = config.path("ssl_mode").path("ca_certificate").asText();
        if (!authority.isBlank()) {
            address.setPemTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority)));
        }
        return address;
    }

    private static SslMode mode(String wire) {
        try {
            return SslMode.of(wire);
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("this way of encryption is not supported for the warehouse");
        }
    }
}
