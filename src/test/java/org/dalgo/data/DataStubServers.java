package org.dalgo.data;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.path.json.JsonPath;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.sandbox.airbyte.AirbyteSandbox;
import org.dalgo.sandbox.airbyte.config.SandboxConfig;
import org.dalgo.testsupport.CanarySecrets;

/** The Airbyte sandbox, and a Prefect that takes everything; both can be made to fail. */
public class DataStubServers implements QuarkusTestResourceLifecycleManager {

    private static final String ID = "11111111-1111-1111-1111-111111111111";
    private static final String ANY = "[0-9a-f-]{36}";
    private static final String GOOGLE = "/google/token";
    private static final String DEPLOYMENT =
            """
            {"id": "%s", "name": "%s", "flow_id": "11111111-1111-1111-1111-111111111111", "paused": false, "schedules": [],
             "parameters": {}, "tags": [], "work_pool_name": "dalgo", "work_queue_name": "ddp", "entrypoint": "x",
             "global_concurrency_limit": null, "status": "READY", "updated": "2026-01-01T00:00:00Z"}
            """;

    private static final String RUN =
            """
            {"id": "{{randomValue type='UUID'}}", "name": "stubbed-otter", "flow_id": "11111111-1111-1111-1111-111111111111",
             "deployment_id": "{{request.path.[2]}}", "idempotency_key": "{{jsonPath request.body '$.idempotency_key'}}",
             "expected_start_time": "{{now}}", "start_time": null, "end_time": null, "total_run_time": 0, "parameters": {},
             "tags": [], "auto_scheduled": false,
             "state": {"id": "{{randomValue type='UUID'}}", "type": "SCHEDULED", "name": "Scheduled", "timestamp": "{{now}}"}}
            """;

    private static WireMockServer prefect;
    private static AirbyteSandbox airbyte;
    private static Vertx vertx;

    /** Address of the sandbox. */
    public static String airbyteUrl() {
        return "http://127.0.0.1:" + airbyte.port();
    }

    /** Everything works again, nothing was requested. */
    public static void reset() {
        prefect.resetAll();
        prefect.stubFor(any(anyUrl()).atPriority(10).willReturn(aResponse().withStatus(404)));
        prefect.stubFor(post(urlEqualTo("/api/flows/")).willReturn(okJson("{\"id\": \"" + ID + "\"}")));
        prefect.stubFor(post(urlEqualTo("/api/deployments/"))
                .willReturn(okJson(DEPLOYMENT.formatted(
                                "{{randomValue type='UUID'}}", "{{jsonPath request.body '$.name'}}"))
                        .withStatus(201)
                        .withTransformers("response-template")));
        prefect.stubFor(get(urlMatching("/api/deployments/" + ANY))
                .willReturn(okJson(DEPLOYMENT.formatted("{{request.path.[2]}}", "x"))
                        .withTransformers("response-template")));
        prefect.stubFor(patch(urlMatching("/api/deployments/" + ANY))
                .willReturn(aResponse().withStatus(204)));
        prefect.stubFor(delete(urlMatching("/api/deployments/" + ANY))
                .willReturn(aResponse().withStatus(204)));
        prefect.stubFor(
                get(urlMatching("/api/deployments/" + ANY + "/schedules")).willReturn(okJson("[]")));
        prefect.stubFor(
                post(urlPathMatching("/api/deployments/" + ANY + "/(pause_deployment|resume_deployment|schedule)"))
                        .willReturn(okJson("null")));
        String secret = "{\"id\": \"" + ID + "\"}";
        prefect.stubFor(get(urlEqualTo("/api/block_types/slug/secret")).willReturn(okJson(secret)));
        prefect.stubFor(post(urlEqualTo("/api/block_schemas/filter")).willReturn(okJson("[" + secret + "]")));
        prefect.stubFor(post(urlEqualTo("/api/block_documents/"))
                .willReturn(okJson(secret).withStatus(201)));
        prefect.stubFor(get(urlPathMatching("/api/block_types/slug/secret/block_documents/name/.*"))
                .willReturn(okJson(secret)));
        prefect.stubFor(delete(urlMatching("/api/block_documents/" + ANY))
                .willReturn(aResponse().withStatus(204)));
        prefect.stubFor(post(urlEqualTo("/api/flow_runs/filter")).willReturn(okJson("[]")));
        prefect.stubFor(post(urlEqualTo("/api/logs/filter")).willReturn(okJson("[]")));
        prefect.stubFor(post(urlMatching("/api/deployments/" + ANY + "/create_flow_run"))
                .willReturn(okJson(RUN).withStatus(201).withTransformers("response-template")));
        send("POST", "/_sandbox/reset", "{}");
    }

    /** A real Prefect replaces the one that accepts everything; configured failures stay. */
    public static void prefectIs(String apiUrl) {
        prefect.stubFor(any(anyUrl())
                .atPriority(2)
                .willReturn(aResponse().proxiedFrom(apiUrl.substring(0, apiUrl.length() - "/api".length()))));
    }

    /** Prefect answers 500 when it is to delete this. */
    public static StubMapping prefectKeeps(String path) {
        return prefect.stubFor(delete(urlEqualTo("/api" + path)).atPriority(1).willReturn(serverError()));
    }

    /** Google hands this out for any code; null: it refuses all. */
    public static void googleAnswers(String refreshToken) {
        prefect.stubFor(post(urlEqualTo(GOOGLE))
                .willReturn(
                        refreshToken == null
                                ? okJson("{\"error\": \"invalid_grant\"}").withStatus(400)
                                : okJson("{\"access_token\": \"x\", \"refresh_token\": \"" + refreshToken + "\"}")));
    }

    /** What Google was requested, as forms. */
    public static List<String> googleWasAsked() {
        return prefect.findAll(postRequestedFor(urlEqualTo(GOOGLE))).stream()
                .map(LoggedRequest::getBodyAsString)
                .toList();
    }

    /** Connections to Prefect break. */
    public static StubMapping prefectIsDown() {
        return prefect.stubFor(
                any(anyUrl()).atPriority(1).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    }

    /** Removes the configured failures. */
    public static void removeStub(StubMapping failing) {
        prefect.removeStub(failing);
    }

    /** The sandbox fails calls of this path, or all calls for {@code *}, until it is reset or so many have failed. */
    public static void airbyteFails(String path, String action, int times) {
        send(
                "POST",
                "/_sandbox/faults",
                "{\"match\": \"" + path + "\", \"times\": " + times + ", \"action\": \"" + action
                        + "\", \"status\": 500}");
    }

    /** Prefect answers 500 to a POST of this path from now on. */
    public static void prefectFails(String path) {
        prefect.stubFor(post(urlEqualTo("/api" + path)).atPriority(1).willReturn(serverError()));
    }

    /** Prefect answers 503, as it does before it has done anything, to a POST of this path from now on. */
    public static void prefectRefuses(String path) {
        prefect.stubFor(post(urlEqualTo("/api" + path))
                .atPriority(1)
                .willReturn(aResponse().withStatus(503)));
    }

    /** Bodies of the secrets that were stored. */
    public static List<String> secrets() {
        return prefect.findAll(postRequestedFor(urlEqualTo("/api/block_documents/"))).stream()
                .map(LoggedRequest::getBodyAsString)
                .toList();
    }

    /** Names of the deployments that were made. */
    public static List<String> deployments() {
        return prefect.findAll(postRequestedFor(urlEqualTo("/api/deployments/"))).stream()
                .map(LoggedRequest::getBodyAsString)
                .toList();
    }

    /** Bodies of the runs that were requested. */
    public static List<String> runs() {
        return prefect.findAll(postRequestedFor(urlMatching("/api/deployments/" + ANY + "/create_flow_run"))).stream()
                .map(LoggedRequest::getBodyAsString)
                .toList();
    }

    /** What deployments were changed to. */
    public static List<String> changedDeployments() {
        return prefect.findAll(patchRequestedFor(urlMatching("/api/deployments/.*"))).stream()
                .map(LoggedRequest::getBodyAsString)
                .toList();
    }

    /** How many things of this kind were deleted in Prefect. */
    public static int deletedInPrefect(String kind) {
        return prefect.findAll(deleteRequestedFor(urlMatching("/api/" + kind + "/.*")))
                .size();
    }

    /** The sandbox fails one call of this path. */
    public static void airbyteFails(String path, String action) {
        airbyteFails(path, action, 1);
    }

    /** What the source holds changes: {@code add_column}, {@code drop_cursor} and the like, of that stream. */
    public static void sourceChanges(String source, String op, String stream) {
        send(
                "POST",
                "/_sandbox/schema",
                "{\"sourceId\": \"" + source + "\", \"op\": \"" + op + "\", \"stream\": \"" + stream + "\"}");
    }

    /** Starts a clear of the connection; answers the number of its job. */
    public static long clear(UUID connection) {
        String answer = send("POST", "/api/v1/connections/clear", "{\"connectionId\": \"" + connection + "\"}");
        return new JsonPath(answer).getLong("job.id");
    }

    /** The sandbox fails no call any more; what it has stays. */
    public static void airbyteWorks() {
        send("POST", "/_sandbox/mend", "{}");
    }

    /** What is stored of this kind ({@code sources}, {@code destinations}, {@code connections}), as the sandbox lists it. */
    public static String airbyteList(String path, String workspace) {
        return send("POST", "/api/v1/" + path, "{\"workspaceId\": \"" + workspace + "\"}");
    }

    private static String send(String method, String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(airbyteUrl() + path))
                    .header("content-type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> start() {
        vertx = Vertx.vertx();
        airbyte = AirbyteSandbox.start(vertx, SandboxConfig.ci()).await().atMost(java.time.Duration.ofSeconds(20));
        prefect = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        prefect.start();
        reset();
        return Map.of(
                "dalgo.prefect.url",
                prefect.baseUrl() + "/api",
                "dalgo.prefect.retry.attempts",
                "0",
                "dalgo.prefect.breaker.failures",
                "1000",
                "dalgo.airbyte.url",
                airbyteUrl(),
                "dalgo.airbyte.breaker.failures",
                "1000",
                "dalgo.google.client-id",
                "dalgo-client",
                "dalgo.google.client-secret",
                CanarySecrets.GOOGLE_CLIENT,
                "dalgo.google.redirect-url",
                "https://api.ngo.test/api/airbyte/sources/oauth/callback",
                "dalgo.google.token-url",
                prefect.baseUrl() + GOOGLE);
    }

    @Override
    public void stop() {
        if (prefect != null) {
            prefect.stop();
        }
        if (vertx != null) {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                    .join();
        }
    }
}
