package org.dalgo.sandbox.airbyte.connector.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.light.FakePackage;
import org.dalgo.light.TestConfinement;
import org.dalgo.light.connector.Connectors;
import org.dalgo.light.environment.EnvironmentOptions;
import org.dalgo.light.protocol.ConnectorLimits;
import org.dalgo.sandbox.airbyte.connector.ConnectorFailure;
import org.dalgo.sandbox.airbyte.connector.SourceConnector;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which streams are complete, by what a connector says of them. */
@Timeout(60)
class RealSourceTest {

    @TempDir
    static Path folder;

    private static RealSource source;

    @BeforeAll
    static void install() {
        EnvironmentOptions options = new EnvironmentOptions(
                folder.resolve("connectors"),
                Duration.ofMinutes(2),
                List.of("python3"),
                FakePackage.writeTo(folder),
                false);
        source = new RealSource(
                new Connectors(options, ConnectorLimits.usual(), TestConfinement.reading()), FakePackage.FAKE);
    }

    @Test
    void withoutStatusesAllStreamsEndWithTheProcess() {
        List<SourceConnector.Item> items = new ArrayList<>();

        readAll(items, "a ROW");

        assertThat(ended(items)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aStreamThatIsNotCompleteDoesNotEndAndFailsTheAttempt() {
        List<SourceConnector.Item> items = new ArrayList<>();

        ConnectorFailure failure = catchThrowableOfType(
                ConnectorFailure.class,
                () -> readAll(items, "a STARTED", "a INCOMPLETE", "b STARTED", "b ROW", "b COMPLETE"));

        assertThat(failure).hasMessage("The connector did not complete a; what was there before is kept");
        assertThat(ended(items)).containsExactly("b");
    }

    @Test
    void rowsAfterTheEndOfTheirStreamFailTheAttempt() {
        List<SourceConnector.Item> items = new ArrayList<>();

        ConnectorFailure failure =
                catchThrowableOfType(ConnectorFailure.class, () -> readAll(items, "a COMPLETE", "b COMPLETE", "a ROW"));

        assertThat(failure).hasMessage("The connector wrote records of a after the end of this stream");
        assertThat(ended(items)).containsExactly("a", "b");
    }

    private static void readAll(List<SourceConnector.Item> items, String... steps) {
        ObjectNode config = SandboxJson.object().put("behave", "statuses");
        ArrayNode list = config.putArray("steps");
        for (String step : steps) {
            int blank = step.indexOf(' ');
            list.addArray().add(step.substring(0, blank)).add(step.substring(blank + 1));
        }
        try (SourceConnector.Reading reading = source.open(config, List.of(selected("a"), selected("b")))) {
            for (List<SourceConnector.Item> next = reading.next(10); !next.isEmpty(); next = reading.next(10)) {
                items.addAll(next);
            }
        }
    }

    private static SourceConnector.Selected selected(String name) {
        ObjectNode element = SandboxJson.object();
        element.putObject("stream").put("name", name);
        return new SourceConnector.Selected(ConfiguredStream.of(element), MissingNode.getInstance());
    }

    private static List<String> ended(List<SourceConnector.Item> items) {
        return items.stream()
                .filter(SourceConnector.Item.Ended.class::isInstance)
                .map(item -> ((SourceConnector.Item.Ended) item).stream().name())
                .toList();
    }
}
