package org.dalgo.data.warehouse.table.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.Map;
import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.Test;

class PostgresConnectOptionsTest {

    @Test
    void everySpellingOfSslModeIsUnderstood() {
        Map.of(
                        "'ssl_mode': {'mode': 'disable'}", SslMode.DISABLE,
                        "'ssl_mode': {'mode': 'allow'}", SslMode.ALLOW,
                        "'ssl_mode': {'mode': 'verify-ca'}", SslMode.VERIFY_CA,
                        "'ssl_mode': 'require'", SslMode.REQUIRE,
                        "'ssl_mode': true", SslMode.REQUIRE,
                        "'ssl_mode': false", SslMode.DISABLE,
                        "'ssl': true", SslMode.REQUIRE,
                        "'ssl': false", SslMode.DISABLE,
                        "'x': 1", SslMode.PREFER)
                .forEach((config, mode) ->
                        assertThat(address(config).getSslMode()).as(config).isEqualTo(mode));
        assertThatExceptionOfType(Failure.class).isThrownBy(() -> address("'ssl_mode': 'sometimes'"));
    }

    @Test
    void whoMustBeVerifiedIsNotTrustedBlindly() {
        PgConnectOptions authority = address("'ssl_mode': {'mode': 'verify-ca', 'ca_certificate': '-----BEGIN pem'}");
        assertThat(authority.isTrustAll()).isFalse();
        assertThat(authority.getPemTrustOptions().getCertValues()).hasSize(1);
        assertThat(authority.getHostnameVerificationAlgorithm()).isNotEqualTo("HTTPS");

        PgConnectOptions full = address("'ssl_mode': {'mode': 'verify-full', 'ca_certificate': '-----BEGIN pem',"
                + " 'client_certificate': '-----BEGIN cert', 'client_key': '-----BEGIN key'}");
        assertThat(full.isTrustAll()).isFalse();
        assertThat(full.getHostnameVerificationAlgorithm()).isEqualTo("HTTPS");
        assertThat(full.getPemKeyCertOptions().getKeyValues()).hasSize(1);

        assertThat(address("'sslrootcert': '-----BEGIN pem', 'ssl_mode': 'verify-ca'")
                        .getPemTrustOptions()
                        .getCertValues())
                .hasSize(1);
    }

    @Test
    void whatIsNoCertificateIsNamed() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> address("'ssl_mode': {'mode': 'verify-ca', 'ca_certificate': 'hush'}"))
                .withMessageContaining("ca_certificate")
                .withMessageNotContaining("hush");
    }

    @Test
    void aTunnelIsRefused() {
        assertThat(address("'tunnel_method': {'tunnel_method': 'NO_TUNNEL'}").getHost())
                .isEqualTo("db.test");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> address("'tunnel_method': {'tunnel_method': 'SSH_PASSWORD_AUTH'}"))
                .withMessageContaining("SSH tunnel");
    }

    @Test
    void theConnectionGoesToTheAddressThatWasLookedAt() throws Exception {
        java.net.InetAddress address = java.net.InetAddress.getByName("192.0.2.7");
        PgConnectOptions pinned = PostgresConnectOptions.pin(address("'ssl_mode': 'require'"), address);
        assertThat(pinned.getHost()).isEqualTo("192.0.2.7");
        assertThat(pinned.getSslMode()).isEqualTo(SslMode.REQUIRE);
        assertThat(pinned.getPassword()).isEqualTo("hush");
        assertThat(pinned.getPort()).isEqualTo(5432);
        // The certificate is compared with the name.
        assertThat(PostgresConnectOptions.pin(address("'ssl_mode': 'verify-full'"), address)
                        .getHost())
                .isEqualTo("db.test");
    }

    private static PgConnectOptions address(String more) {
        String config = "{'host': 'db.test', 'port': 5432, 'database': 'wh', 'username': 'u', 'password': 'hush', "
                + more + "}";
        try {
            return PostgresConnectOptions.of(
                    (ObjectNode) new ObjectMapper().readTree(config.replace('\'', '"')), Duration.ofSeconds(5));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
