package org.dalgo.flow;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.dalgo.testsupport.TestServers;

/** A Prefect that takes every deployment, and fails on request. */
public class PrefectStub implements QuarkusTestResourceLifecycleManager {

    private static final String ANY_ID = "/api/deployments/[0-9a-f-]{36}";

    private static final String DEPLOYMENT =
            """
            {"id": "%s", "name": "%s", "flow_id": "11111111-1111-1111-1111-111111111111", "paused": false, "schedules": [],
             "parameters": {}, "tags": [], "work_pool_name": "dalgo", "work_queue_name": "ddp", "entrypoint": "x",
             "global_concurrency_limit": null, "status": "READY", "updated": "2026-01-01T00:00:00Z"}
            """;

    private static WireMockServer server;

    /** The server, for stubs and for what was requested of it. */
    public static WireMockServer server() {
        return server;
    }

    /** Deletes all requests, and accepts everything again. */
    public static void reset() {
        server.resetAll();
        server.stubFor(any(anyUrl()).atPriority(10).willReturn(aResponse().withStatus(404)));
        server.stubFor(post(urlEqualTo("/api/flows/"))
                .willReturn(okJson("{\"id\": \"11111111-1111-1111-1111-111111111111\"}")
                        .withStatus(201)));
        server.stubFor(post(urlEqualTo("/api/deployments/"))
                .willReturn(created("{{randomValue type='UUID'}}", "{{jsonPath request.body '$.name'}}")));
        server.stubFor(get(urlMatching(ANY_ID))
                .willReturn(created("{{request.path.[2]}}", "x").withStatus(200)));
        server.stubFor(patch(urlMatching(ANY_ID)).willReturn(aResponse().withStatus(204)));
        server.stubFor(delete(urlMatching(ANY_ID)).willReturn(aResponse().withStatus(204)));
        server.stubFor(get(urlMatching(ANY_ID + "/schedules")).willReturn(okJson("[]")));
        server.stubFor(post(urlMatching(ANY_ID + "/(pause|resume)_deployment")).willReturn(okJson("null")));
        server.stubFor(post(urlPathMatching(ANY_ID + "/schedule")).willReturn(okJson("null")));
    }

    private static ResponseDefinitionBuilder created(String id, String name) {
        return okJson(DEPLOYMENT.formatted(id, name)).withStatus(201).withTransformers("response-template");
    }

    @Override
    public Map<String, String> start() {
        server = new WireMockServer(WireMockConfiguration.options().port(TestServers.freePort()));
        server.start();
        reset();
        return Map.of(
                "dalgo.prefect.url", server.baseUrl() + "/api",
                // Airbyte knows nothing but what a test stubs.
                "dalgo.airbyte.url", server.baseUrl(),
                "dalgo.airbyte.breaker.failures", "1000",
                "dalgo.prefect.read-timeout", "1s",
                "dalgo.prefect.retry.attempts", "0",
                // Tests make Prefect fail on purpose; what the breaker does is tested with the adapter.
                "dalgo.prefect.breaker.failures", "1000");
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
        }
    }
}
