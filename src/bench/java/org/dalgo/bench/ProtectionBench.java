package org.dalgo.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What row-level security costs: a list of 50 pipelines with the policies and without them, in turns on one database, so
 * that both see the same load. Options: warm, requests, repeat.
 */
final class ProtectionBench {

    private static final String PATH = "/api/prefect/v1/flows/";

    private static final String FIFTY =
            "delete from deployment where org_id = (select id from org where slug = 'large')"
                    + " and substring(name from '\\d+')::int > 50; analyze";

    private static final String SWITCH =
            """
            do $$
            declare
                t regclass;
            begin
                for t in select distinct p.polrelid from pg_policy p loop
                    execute format('alter table %%s %s row level security', t);
                end loop;
            end $$
            """;

    private final Stage stage;
    private final Client client;
    private final CpuMeter cpu;
    private final int requests;

    private ProtectionBench(Stage stage, int requests) {
        this.stage = stage;
        this.requests = requests;
        this.client = Client.of(stage.application().address(), Seed.person(1), Seed.LARGE);
        this.cpu = new CpuMeter(stage.application().pid(), stage.postmaster());
    }

    private record Round(double application, double postgres, double p50) {

        double cpu() {
            return application + postgres;
        }
    }

    public static void main(String... arguments) {
        Options options = new Options(arguments);
        try (Stage stage = Stage.start(options)) {
            stage.seed().plant();
            stage.seed().execute(FIFTY);
            new ProtectionBench(stage, options.number("requests", 2_000))
                    .compare(options.number("warm", 5_000), options.number("repeat", 5));
        }
    }

    private void compare(int warm, int rounds) {
        List<Round> with = new ArrayList<>();
        List<Round> without = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        try {
            ask(warm);
            for (int i = 0; i < rounds; i++) {
                with.add(round("enable"));
                without.add(round("disable"));
                ratios.add(with.get(i).cpu() / without.get(i).cpu());
            }
        } finally {
            protect("enable");
        }
        print("with policies", with);
        print("without", without);
        ratios.sort(null);
        System.out.printf(
                Locale.ROOT,
                "ratio of CPU per request: %.2f (rounds %.2f to %.2f), load %s%n",
                ratios.get(rounds / 2),
                ratios.get(0),
                ratios.get(rounds - 1),
                Stage.load());
    }

    private Round round(String protection) {
        protect(protection);
        ask(requests / 10);
        long[] nanos = new long[requests];
        CpuMeter.Reading before = cpu.read();
        for (int i = 0; i < requests; i++) {
            long start = System.nanoTime();
            client.get(PATH);
            nanos[i] = System.nanoTime() - start;
        }
        CpuMeter.Reading used = cpu.read().since(before);
        java.util.Arrays.sort(nanos);
        return new Round(
                used.application() / (double) requests, used.postgres() / (double) requests, nanos[requests / 2] / 1e6);
    }

    private void protect(String protection) {
        stage.seed().execute(SWITCH.formatted(protection));
    }

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            client.get(PATH);
        }
    }

    private void print(String name, List<Round> rounds) {
        List<Round> sorted = new ArrayList<>(rounds);
        sorted.sort(java.util.Comparator.comparingDouble(Round::cpu));
        Round median = sorted.get(sorted.size() / 2);
        System.out.printf(
                Locale.ROOT,
                "%s: CPU per request %.2f ms (application %.2f, PostgreSQL %.2f), p50 %.2f ms%n",
                name,
                median.cpu(),
                median.application(),
                median.postgres(),
                median.p50());
    }
}
