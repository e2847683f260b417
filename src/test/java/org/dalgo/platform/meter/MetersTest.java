package org.dalgo.platform.meter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dalgo.platform.job.context.BackgroundRounds;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.call.UpstreamCallMeter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of meters, the alert rules and the dashboard name what a scrape contains. */
@QuarkusTest
class MetersTest {

    private static final Path PAGE = Path.of("docs/operations.md");
    private static final Path RULES = Path.of("kubernetes/monitoring/rules.yaml");
    private static final Path DASHBOARD = Path.of("kubernetes/monitoring/dashboard.json");

    private static final Pattern ROW = Pattern.compile("\\| `(dalgo\\.[a-z.]+)` \\|([^|]*)\\|.*");
    private static final Pattern TAG = Pattern.compile("`([a-z]+)`");

    /** Prometheus' own functions, labels in braces and durations are no names of metrics; these beginnings are. */
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:dalgo|http_server|sql|jvm|process|system|up)(?:_[a-z0-9_]+)\\b");

    @Inject
    MeterRegistry meters;

    @Inject
    BackgroundRounds rounds;

    @BeforeEach
    void eachMeterHasMeasuredSomething() {
        given().get("/api/currentuserv2");
        rounds.failed("a test of meters", new IllegalStateException("for the meter"));
        TestPeople.await(() ->
                UpstreamCallMeter.measure("test", "measure", Uni.createFrom().item(1)));
    }

    @Test
    void thePageListsEachMeterWithItsTags() throws IOException {
        Map<String, Set<String>> registered = new TreeMap<>();
        meters.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("dalgo."))
                .forEach(id -> registered
                        .computeIfAbsent(id.getName(), ignored -> new TreeSet<>())
                        .addAll(id.getTags().stream().map(tag -> tag.getKey()).toList()));
        Map<String, Set<String>> documented = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(
                        row.group(1),
                        TAG.matcher(row.group(2))
                                .results()
                                .map(tag -> tag.group(1))
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }

        assertThat(registered).isEqualTo(documented);
    }

    @Test
    void noTagHoldsAnIdentifier() {
        assertThat(meters.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> id.getName().startsWith("dalgo."))
                        .flatMap(id -> id.getTags().stream())
                        .map(tag -> tag.getValue()))
                .noneMatch(value -> value.matches(".*\\d{3,}.*") || value.contains("@"));
    }

    @Test
    void whatAlertsAndTheDashboardAskForIsScraped() throws IOException {
        Set<String> scraped = scrape();

        for (Path file : List.of(RULES, DASHBOARD)) {
            Set<String> named = expressions(file)
                    .flatMap(expression -> METRIC.matcher(expression).results().map(found -> found.group()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(named).as(file.toString()).isNotEmpty();
            assertThat(scraped).as(file.toString()).containsAll(named);
        }
    }

    @Test
    void eachAlertSaysWhatItMeansAndWhatToDo() throws IOException {
        List<JsonNode> alerts = alerts();

        assertThat(alerts).hasSizeGreaterThan(8).allSatisfy(alert -> {
            assertThat(alert.path("alert").asText()).startsWith("Dalgo");
            assertThat(alert.path("labels").path("severity").asText()).isIn("page", "ticket");
            assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
            assertThat(alert.path("annotations").path("action").asText()).isNotBlank();
        });
    }

    /** Names of all series of a scrape. */
    private static Set<String> scrape() {
        String text = given().get("/q/metrics").then().statusCode(200).extract().asString();
        return text.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static Stream<String> expressions(Path file) throws IOException {
        JsonNode document = new ObjectMapper(file.toString().endsWith(".json") ? null : new YAMLFactory())
                .readTree(Files.readString(file));
        return document.findValuesAsText("expr").stream();
    }

    private static List<JsonNode> alerts() throws IOException {
        JsonNode document = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(RULES));
        return StreamSupport.stream(document.path("groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .filter(rule -> rule.has("alert"))
                .toList();
    }
}
