package org.dalgo.upstream.prefect;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.upstream.prefect.http.TestPrefectConfigs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A Prefect made of canned answers. */
abstract class StubbedPrefect {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    static WireMockServer prefect;

    @Inject
    Vertx vertx;

    PrefectAdapter adapter;

    @BeforeAll
    static void startServer() {
        prefect = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        prefect.start();
    }

    @AfterAll
    static void stopServer() {
        prefect.stop();
    }

    @BeforeEach
    void connect() {
        prefect.resetAll();
        adapter = adapter(prefect.baseUrl() + "/api");
    }

    @AfterEach
    void disconnect() {
        adapter.close();
    }

    static PrefectAdapter adapter(String url, String... more) {
        String[] quick = {"retry.pause", "0.01S", "retry.max-pause", "0.02S"};
        String[] all = new String[quick.length + more.length];
        System.arraycopy(quick, 0, all, 0, quick.length);
        System.arraycopy(more, 0, all, quick.length, more.length);
        return new PrefectAdapter(TestPrefectConfigs.config(url, all));
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(TIMEOUT);
    }

    static UpstreamFailure failure(Uni<?> uni) {
        return catchThrowableOfType(UpstreamFailure.class, () -> await(uni));
    }
}
