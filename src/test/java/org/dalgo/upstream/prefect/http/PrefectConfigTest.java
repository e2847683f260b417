package org.dalgo.upstream.prefect.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrefectConfigTest {

    private final PrefectConfig config = TestPrefectConfigs.defaults();

    @Test
    void pointsAtALocalServerWithoutCredentials() {
        assertThat(config.url()).isEqualTo(URI.create("http://127.0.0.1:4200/api"));
        assertThat(config.authString()).isEmpty();
        assertThat(config.workPool()).isEqualTo("dalgo");
    }

    @Test
    void dropsIdleConnectionsBeforeTheServerDoes() {
        assertThat(config.keepAlive()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void waitsLongerThanTheServersOwnStatementLimit() {
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.readTimeout()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void takesTheLargestEvent() {
        assertThat(config.sockets().maxMessage().asLongValue()).isGreaterThan(2 * 1024 * 1024);
        assertThat(config.sockets().pause()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.sockets().maxPause()).isEqualTo(Duration.ofSeconds(10));
    }
}
