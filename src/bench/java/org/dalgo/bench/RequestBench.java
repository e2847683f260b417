package org.dalgo.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Warm requests, one after the other: time, CPU time of the application and of PostgreSQL, SQL statements, calls to
 * Prefect. Options: warm, requests, repeat, only (a part of the name of the request).
 */
final class RequestBench {

    private static final int COUNTED = 50;

    private final Stage stage;
    private final int requests;
    private final CpuMeter cpu;
    private final StatementMeter statements;

    private RequestBench(Stage stage, int requests) {
        this.stage = stage;
        this.requests = requests;
        cpu = new CpuMeter(stage.application().pid(), stage.postmaster());
        statements = new StatementMeter(stage);
    }

    private record Round(long[] nanos, CpuMeter.Reading cpu, long upstream) {

        double cpuMillis() {
            return (cpu.application() + cpu.postgres()) / (double) nanos.length;
        }
    }

    public static void main(String... arguments) {
        Options options = new Options(arguments);
        try (Stage stage = Stage.start(options)) {
            stage.seed().plant();
            RequestBench bench = new RequestBench(stage, options.number("requests", 2_000));
            Map<String, Target> targets = targets(stage);
            targets.keySet().removeIf(name -> !name.contains(options.text("only", "")));
            targets.values().forEach(target -> repeat(target, options.number("warm", 5_000)));
            targets.forEach((name, target) -> bench.measure(name, target, options.number("repeat", 3)));
        }
    }

    private record Target(Client client, String path, int status) {

        Target(Client client, String path) {
            this(client, path, 200);
        }

        String get() {
            return client.get(path, status);
        }
    }

    private static Map<String, Target> targets(Stage stage) {
        Client large = Client.of(stage.application().address(), Seed.person(1), Seed.LARGE);
        Client small = Client.of(stage.application().address(), Seed.person(2), Seed.SMALL);
        JsonObject pipeline = newest(small);
        String deployment = pipeline.getString("deploymentId");
        String run = pipeline.getJsonObject("lastRun").getString("id");
        Map<String, Target> targets = new LinkedHashMap<>();
        targets.put("list of 200 pipelines", new Target(large, "/api/prefect/v1/flows/"));
        targets.put("list of 20 pipelines", new Target(small, "/api/prefect/v1/flows/"));
        targets.put("current user", new Target(small, "/api/currentuserv2"));
        targets.put(
                "a pipeline that is not there",
                new Target(small, "/api/prefect/v1/flows/00000000-0000-4000-8000-000000000000", 404));
        targets.put(
                "history, 3 runs of 8 steps",
                new Target(small, "/api/prefect/v1/flows/" + deployment + "/flow_runs/history?limit=3&offset=0"));
        targets.put("200 log lines", new Target(small, "/api/prefect/flow_runs/" + run + "/logs?limit=200&offset=0"));
        return targets;
    }

    /** The pipeline that ran last: its run is the one that has a log. */
    private static JsonObject newest(Client client) {
        return new JsonArray(client.get("/api/prefect/v1/flows/"))
                .stream()
                        .map(JsonObject.class::cast)
                        .max(Comparator.comparing(
                                pipeline -> pipeline.getJsonObject("lastRun").getString("startTime")))
                        .orElseThrow();
    }

    private static void repeat(Target target, int times) {
        for (int i = 0; i < times; i++) {
            target.get();
        }
    }

    private void measure(String name, Target target, int rounds) {
        List<Round> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            all.add(round(target));
        }
        all.sort(Comparator.comparingDouble(Round::cpuMillis));
        Round median = all.get(all.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "%s: %s%n  CPU per request %.2f ms (application %.2f, PostgreSQL %.2f; rounds %s), calls to Prefect"
                        + " meanwhile %d, bytes %d, load %s%n  statements: %s%n",
                name,
                Quantiles.millis(median.nanos()),
                median.cpuMillis(),
                median.cpu().application() / (double) requests,
                median.cpu().postgres() / (double) requests,
                all.stream()
                        .map(round -> String.format(Locale.ROOT, "%.2f", round.cpuMillis()))
                        .toList(),
                median.upstream(),
                target.get().length(),
                Stage.load(),
                statements.perRequest(COUNTED, () -> repeat(target, COUNTED)));
    }

    private Round round(Target target) {
        long[] nanos = new long[requests];
        long upstream = stage.upstream().calls();
        CpuMeter.Reading before = cpu.read();
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            target.get();
            nanos[i] = System.nanoTime() - start;
        }
        return new Round(nanos, cpu.read().since(before), stage.upstream().calls() - upstream);
    }
}
