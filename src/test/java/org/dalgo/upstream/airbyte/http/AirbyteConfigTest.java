package org.dalgo.upstream.airbyte.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.dalgo.upstream.airbyte.TestAirbyte;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AirbyteConfigTest {

    @Test
    void defaultsToAnOpenAirbyteOnThisMachine() {
        AirbyteConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(AirbyteConfig.class)
                .build()
                .getConfigMapping(AirbyteConfig.class);

        assertThat(config.url()).hasToString("http://127.0.0.1:8000");
        assertThat(config.auth().mode()).isEqualTo(AirbyteConfig.Mode.NONE);
        assertThat(config.timeout().read()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.timeout().discover()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.limit().calls()).isEqualTo(8);
        assertThat(config.limit().checks()).isEqualTo(4);
        assertThat(config.maxAnswer().asLongValue()).isEqualTo(64L * 1024 * 1024);
    }

    @Test
    void namesTheSettingThatAWayToSignInNeeds() {
        assertThatThrownBy(() -> TestAirbyte.adapter(1, "auth.mode", "client-credentials"))
                .hasMessageContaining("dalgo.airbyte.auth.client-id");
    }
}
