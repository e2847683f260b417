package org.dalgo.data.warehouse.table.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.InetAddress;
import java.time.Duration;
import org.dalgo.platform.error.Failure;

/** How a PostgreSQL warehouse is reached, read from the configuration of its destination in Airbyte. */
final class PostgresConnectOptions {

    /** First part of the names of the meters of all warehouses: one for each organisation would be too many. */
    static final String METRICS = "warehouse";

    private static final String NO_TUNNEL = "NO_TUNNEL";

    private PostgresConnectOptions() {}

    /** Fails with BAD_REQUEST for a way that is not supported. */
    static PgConnectOptions of(ObjectNode config, Duration connectTimeout) {
        String tunnel = config.at("/tunnel_method/tunnel_method").asText(NO_TUNNEL);
        if (!tunnel.equals(NO_TUNNEL)) {
            throw Failure.badRequest("a warehouse behind an SSH tunnel can be loaded, but not browsed yet");
        }
        PgConnectOptions options = new PgConnectOptions()
                .setHost(config.path("host").asText())
                .setPort(config.path("port").asInt())
                .setDatabase(config.path("database").asText())
                .setUser(config.path("username").asText())
                .setPassword(config.path("password").asText(""))
                .setCachePreparedStatements(false);
        options.setMetricsName(METRICS);
        options.setConnectTimeout((int) connectTimeout.toMillis());
        options.getProperties().put("application_name", "dalgo");
        applySsl(options, config);
        return options;
    }

    /**
     * The same way to an address that its host was resolved to. Where the server's certificate is compared with its name,
     * the name stays: another server has no such certificate.
     */
    static PgConnectOptions pin(PgConnectOptions options, InetAddress address) {
        return options.getSslMode() == SslMode.VERIFY_FULL
                ? options
                : new PgConnectOptions(options).setHost(address.getHostAddress());
    }

    private static void applySsl(PgConnectOptions options, ObjectNode config) {
        SslMode mode = sslMode(config);
        options.setSslMode(mode);
        switch (mode) {
            case VERIFY_FULL, VERIFY_CA -> {
                String authority = pem(certificate(config), "ca_certificate");
                if (!authority.isBlank()) {
                    options.setPemTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority)));
                }
                if (mode == SslMode.VERIFY_FULL) {
                    options.setHostnameVerificationAlgorithm("HTTPS");
                }
            }
            default -> options.setTrustAll(true);
        }
        String certificate = pem(config.at("/ssl_mode/client_certificate").asText(""), "client_certificate");
        String key = pem(config.at("/ssl_mode/client_key").asText(""), "client_key");
        if (!certificate.isBlank() && !key.isBlank()) {
            options.setPemKeyCertOptions(new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(certificate))
                    .addKeyValue(Buffer.buffer(key)));
        }
    }

    /** Connectors of different ages spell it differently: an object, a word, or only whether. */
    private static SslMode sslMode(ObjectNode config) {
        JsonNode given = config.path("ssl_mode");
        JsonNode mode = given.isObject() ? given.path("mode") : given;
        if (mode.isTextual()) {
            try {
                return SslMode.of(mode.asText());
            } catch (IllegalArgumentException e) {
                throw Failure.badRequest("the warehouse's ssl_mode is not one that is known");
            }
        }
        boolean encrypted = mode.asBoolean(config.path("ssl").asBoolean(false));
        boolean plain = mode.isBoolean() || config.path("ssl").isBoolean();
        return encrypted ? SslMode.REQUIRE : plain ? SslMode.DISABLE : SslMode.PREFER;
    }

    private static String pem(String text, String field) {
        if (!text.isBlank() && !text.contains("-----BEGIN ")) {
            throw Failure.badRequest("the warehouse's " + field + " is not in the format PEM");
        }
        return text;
    }

    private static String certificate(ObjectNode config) {
        String inMode = config.at("/ssl_mode/ca_certificate").asText("");
        return inMode.isBlank() ? config.path("sslrootcert").asText("") : inMode;
    }
}
