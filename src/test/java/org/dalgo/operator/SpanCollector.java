package org.dalgo.operator;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.dalgo.testsupport.TestServers;

/** Takes the spans that the application exports. */
public class SpanCollector implements QuarkusTestResourceLifecycleManager {

    private static WireMockServer server;

    /**
     * The batches that contain spans of a trace, as text.
     *
     * @param trace the sixteen bytes of the trace's id, as Latin-1
     */
    public static String exported(String trace) {
        return server.findAll(postRequestedFor(urlEqualTo("/v1/traces"))).stream()
                .map(batch -> new String(batch.getBody(), StandardCharsets.ISO_8859_1))
                .filter(batch -> batch.contains(trace))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public Map<String, String> start() {
        server = new WireMockServer(WireMockConfiguration.options().port(TestServers.freePort()));
        server.start();
        server.stubFor(post(urlEqualTo("/v1/traces")).willReturn(okJson("{}")));
        return Map.of("quarkus.otel.exporter.otlp.endpoint", server.baseUrl());
    }

    @Override
    public void stop() {
        server.stop();
    }
}
