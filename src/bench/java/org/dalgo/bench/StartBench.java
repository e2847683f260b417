package org.dalgo.bench;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From {@code java -jar} to the first answer to a signed-in person, and the memory that the process holds after a
 * minute without requests. Options: repeat, rest (seconds).
 */
final class StartBench {

    private StartBench() {}

    public static void main(String... arguments) throws InterruptedException {
        Options options = new Options(arguments);
        try (Stage stage = Stage.start(options)) {
            stage.seed().plant();
            Application application = stage.application();
            Client client = Client.of(application.address(), Seed.person(1), Seed.SMALL);
            HttpRequest request = client.request("/api/currentuserv2").GET().build();
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < options.number("repeat", 5); i++) {
                application.stop();
                millis.add(application.start(request) / 1_000_000);
                System.out.printf(
                        "start to first answer: %d ms, CPU time %d ms, load %s%n",
                        millis.get(i), CpuMeter.millis(application.pid()), Stage.load());
            }
            Thread.sleep(options.number("rest", 60) * 1_000L);
            System.out.printf(
                    Locale.ROOT,
                    "median %d ms; resident memory at rest %d MiB, load %s%n",
                    millis.stream().sorted().skip(millis.size() / 2).findFirst().orElseThrow(),
                    application.residentMib(),
                    Stage.load());
        }
    }
}
