package org.dalgo.flow.run;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.dalgo.flow.PrefectStub;

/** A Prefect that has flow runs, and can fail in each way that a server and a network can. */
public class FlowRunStub extends PrefectStub {

    /** Longest wait for one answer of it. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(3);

    private static final int TOO_LONG = (int) READ_TIMEOUT.toMillis() + 2_000;

    private static final String RUN =
            """
            {"id": "%s", "name": "stubbed-otter", "flow_id": "11111111-1111-1111-1111-111111111111",
             "deployment_id": "%s", "idempotency_key": "%s", "expected_start_time": "%s", "start_time": %s,
             "end_time": %s, "total_run_time": 1.5, "parameters": {}, "tags": [], "auto_scheduled": false,
             "state": {"id": "%s", "type": "%s", "name": "%s", "timestamp": "%s"}}
            """;

    private static final String FILTER = "/api/flow_runs/filter";
    private static final String CREATION = "creation";
    private static final Map<UUID, String> RUNS = new LinkedHashMap<>();
    private static StubMapping failing;

    /** A way to fail. */
    enum Fault {
        REFUSED(true),
        TIMEOUT(false),
        ERROR(false),
        BUSY(true),
        MALFORMED(false),
        SLOW_BODY(false),
        DROPPED(false);

        private final boolean certain;

        Fault(boolean certain) {
            this.certain = certain;
        }

        /** Whether a request that fails in this way was certainly not executed. */
        boolean certain() {
            return certain;
        }

        private ResponseDefinitionBuilder answer() {
            return switch (this) {
                case REFUSED -> throw new IllegalStateException("there is no answer");
                case TIMEOUT -> okJson("{}").withFixedDelay(TOO_LONG);
                case ERROR -> aResponse().withStatus(500).withBody("Internal Server Error");
                case BUSY -> aResponse().withStatus(503);
                case MALFORMED -> okJson("{\"id\": \"11111111-");
                case SLOW_BODY ->
                    okJson("{\"id\": \"a body that takes its time\"}").withChunkedDribbleDelay(10, TOO_LONG);
                case DROPPED ->
                    aResponse().withFault(com.github.tomakehurst.wiremock.http.Fault.CONNECTION_RESET_BY_PEER);
            };
        }
    }

    /** A Prefect in good health without runs. */
    public static void begin() {
        recover();
        reset();
        RUNS.clear();
        server().stubFor(post(urlEqualTo("/api/task_runs/filter")).willReturn(okJson("[]")));
        server().stubFor(post(urlEqualTo("/api/logs/filter")).willReturn(okJson("[]")));
        server().stubFor(post(urlEqualTo("/api/artifacts/filter")).willReturn(okJson("[]")));
        show();
    }

    /** The next run of the deployment will have that id; from then on it is there and waits. */
    public static void willCreate(UUID deployment, UUID run) {
        String waiting = text(run, deployment, UUID.randomUUID().toString(), "SCHEDULED", "Scheduled");
        server().stubFor(post(urlEqualTo(FILTER))
                .atPriority(4)
                .inScenario(CREATION)
                .whenScenarioStateIs(run.toString())
                .willReturn(okJson("[" + String.join(",", concat(RUNS.values(), waiting)) + "]")));
        server().stubFor(post(urlEqualTo("/api/deployments/" + deployment + "/create_flow_run"))
                .inScenario(CREATION)
                .willSetStateTo(run.toString())
                .willReturn(okJson(text(
                                run,
                                deployment,
                                "{{jsonPath request.body '$.idempotency_key'}}",
                                "SCHEDULED",
                                "Scheduled"))
                        .withStatus(201)
                        .withTransformers("response-template")));
    }

    /** It has that run in that state, made for that key. */
    public static void has(UUID run, UUID deployment, UUID key, String type, String name) {
        RUNS.put(run, text(run, deployment, key.toString(), type, name));
        server().stubFor(get(urlEqualTo("/api/flow_runs/" + run)).willReturn(okJson(RUNS.get(run))));
        server().stubFor(post(urlEqualTo(FILTER))
                .atPriority(2)
                .withRequestBody(matchingJsonPath("$.flow_runs.idempotency_key.any_[0]", equalTo(key.toString())))
                .willReturn(okJson("[" + RUNS.get(run) + "]")));
        show();
    }

    /** What it answers about that run now. */
    public static String answer(UUID run) {
        return RUNS.get(run);
    }

    /** The run has written one line. */
    static void wrote(UUID run, String line) {
        server().stubFor(post(urlEqualTo("/api/logs/filter"))
                .willReturn(okJson(
                        """
                        [{"id": "%s", "level": 20, "timestamp": "%s", "message": "%s", "name": "x", "flow_run_id": "%s",
                          "task_run_id": null}]
                        """
                                .formatted(UUID.randomUUID(), Instant.now(), line, run))));
    }

    /** From now on every request fails in this way. */
    static void fail(Fault fault) {
        if (fault == Fault.REFUSED) {
            server().stop();
        } else {
            failing = server().stubFor(any(anyUrl()).atPriority(1).willReturn(fault.answer()));
        }
    }

    /** It is as it was. */
    static void recover() {
        if (!server().isRunning()) {
            server().start();
        }
        if (failing != null) {
            server().removeStub(failing);
            failing = null;
        }
    }

    private static void show() {
        server().resetScenarios();
        server().stubFor(post(urlEqualTo(FILTER)).willReturn(okJson("[" + String.join(",", RUNS.values()) + "]")));
        server().stubFor(post(urlEqualTo(FILTER))
                .atPriority(3)
                .withRequestBody(matchingJsonPath("$.flow_runs.idempotency_key"))
                .willReturn(okJson("[]")));
        server().stubFor(post(urlMatching("/api/work_pools/.*")).willReturn(okJson("[]")));
    }

    private static List<String> concat(Collection<String> runs, String one) {
        return Stream.concat(runs.stream(), Stream.of(one)).toList();
    }

    private static String text(UUID run, UUID deployment, String key, String type, String name) {
        String now = Instant.now().toString();
        boolean waits = type.equals("SCHEDULED");
        return RUN.formatted(
                run,
                deployment,
                key,
                now,
                waits ? "null" : "\"" + now + "\"",
                type.equals("COMPLETED") ? "\"" + now + "\"" : "null",
                UUID.randomUUID(),
                type,
                name,
                now);
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(super.start());
        settings.put("dalgo.prefect.read-timeout", READ_TIMEOUT.toSeconds() + "s");
        settings.put("dalgo.prefect.retry.attempts", "1");
        settings.put("dalgo.prefect.retry.pause", "0.05s");
        return settings;
    }
}
