package org.dalgo.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SQL statements of requests, from PostgreSQL's own log, transactions' beginnings and ends included. */
final class StatementMeter {

    private static final Pattern STATEMENT =
            Pattern.compile("^dalgo LOG:  (?:statement|execute [^:]*): (.*)$", Pattern.MULTILINE);

    private final Seed superuser;
    private final Path log;

    StatementMeter(Stage stage) {
        superuser = new Seed(stage.superuser());
        log = stage.postgresLog();
    }

    /** What each of the requests sends, with the number of times; rarer statements come from work in the background. */
    Map<String, Long> perRequest(int requests, Runnable work) {
        configure("alter system set log_statement = 'all'", "alter system set log_line_prefix = '%d '");
        try {
            long before = size();
            work.run();
            return count(before, requests);
        } finally {
            configure("alter system reset log_statement", "alter system reset log_line_prefix");
        }
    }

    private Map<String, Long> count(long from, int requests) {
        Map<String, Long> counts = new TreeMap<>();
        Matcher matcher = STATEMENT.matcher(tail(from));
        while (matcher.find()) {
            counts.merge(matcher.group(1).strip(), 1L, Long::sum);
        }
        counts.replaceAll((statement, count) -> count / requests);
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private String tail(long from) {
        try (var file = Files.newByteChannel(log)) {
            file.position(from);
            return new String(java.nio.channels.Channels.newInputStream(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long size() {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure(String... statements) {
        List.of(statements).forEach(superuser::execute);
        superuser.execute("select pg_reload_conf()");
        // A session notices before its next statement, once the signal has reached it.
        superuser.ask("select pg_sleep(0.5)");
    }
}
