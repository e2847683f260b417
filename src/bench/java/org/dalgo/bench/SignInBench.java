package org.dalgo.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures requests of signed-in members while many others sign in at once. They request their pipelines at a steady
 * pace, however long answers take. Options: sign-ins, pace (ms between two requests), repeat.
 */
final class SignInBench {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final HttpRequest other;
    private final int signIns;
    private final int pace;

    private SignInBench(Client client, int signIns, int pace) {
        this.server = client.server();
        this.other = client.request("/api/prefect/v1/flows/").GET().build();
        this.signIns = signIns;
        this.pace = pace;
    }

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        try (Stage stage = Stage.start(options)) {
            stage.seed().plant();
            Client client = Client.of(stage.application().address(), Seed.person(1), Seed.SMALL);
            for (int i = 0; i < options.number("warm", 3_000); i++) {
                client.get("/api/prefect/v1/flows/");
            }
            SignInBench bench = new SignInBench(client, options.number("sign-ins", 50), options.number("pace", 10));
            System.out.println("without sign-ins: " + Quantiles.millis(bench.others(List.of())));
            for (int i = 0; i < options.number("repeat", 5); i++) {
                bench.run();
            }
        }
    }

    private void run() throws InterruptedException {
        Map<Integer, Integer> answers = new TreeMap<>();
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 1; i <= signIns; i++) {
            HttpRequest request = Client.signIn(server, Seed.person(1 + i % 50));
            long start = System.nanoTime();
            all.add(http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                    .thenApply(answer -> {
                        synchronized (answers) {
                            answers.merge(answer.statusCode(), 1, Integer::sum);
                        }
                        return System.nanoTime() - start;
                    }));
        }
        System.out.println("others meanwhile: " + Quantiles.millis(others(all)));
        long[] nanos = all.stream().mapToLong(CompletableFuture::join).toArray();
        System.out.printf("  sign-ins: %s, statuses %s, load %s%n", Quantiles.millis(nanos), answers, Stage.load());
    }

    /** As long as not everybody is in; at least a hundred requests. */
    private long[] others(List<CompletableFuture<Long>> signingIn) throws InterruptedException {
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        while (answers.size() < 100 || !signingIn.stream().allMatch(CompletableFuture::isDone)) {
            long due = System.nanoTime();
            answers.add(http.sendAsync(other, HttpResponse.BodyHandlers.discarding())
                    .thenApply(answer -> System.nanoTime() - due));
            TimeUnit.MILLISECONDS.sleep(pace);
        }
        return answers.stream().mapToLong(CompletableFuture::join).toArray();
    }
}
