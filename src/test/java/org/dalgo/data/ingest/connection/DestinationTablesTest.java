package org.dalgo.data.ingest.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.junit.jupiter.api.Test;

class DestinationTablesTest {

    @Test
    void streamsOfOneTableAreRefusedByName() {
        refused("visits", "Visits");
        refused("हाजिरी", "छात्रों");
        refused("survey 1", "survey-1");
        refused("q".repeat(70) + "a", "q".repeat(70) + "b");
        assertThatThrownBy(() -> DestinationTables.of(draft(key("visits", "north"), key("visits", "south")), "public"))
                .hasMessageContaining("north.visits and south.visits")
                .hasMessageContaining("public.visits");
    }

    @Test
    void anotherConnectionsTableIsTakenUnlessItWasAlreadyOurs() {
        Connection other = connection(1L, "Attendance", draft(key("attendance", null)), "public");
        DestinationTables tables = DestinationTables.of(draft(key("Attendance", "s")), "PUBLIC");

        assertThatThrownBy(() -> tables.requireUnshared(List.of(other), null))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.problem()).isEqualTo(Problem.CONFLICT))
                .hasMessageContaining("s.Attendance")
                .hasMessageContaining("public.attendance")
                .hasMessageContaining("the connection Attendance");
        Connection own = connection(2L, "Own", draft(key("attendance", null)), "public");
        tables.requireUnshared(List.of(other, own), own);
        own.destinationTables = null;
        assertThatThrownBy(() -> tables.requireUnshared(List.of(other, own), own))
                .isInstanceOf(Failure.class);
        DestinationTables.of(draft(key("attendance", null)), "elsewhere").requireUnshared(List.of(other), null);
    }

    private static void refused(String one, String other) {
        assertThatThrownBy(() -> DestinationTables.of(draft(key(one, null), key(other, null)), "public"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.problem()).isEqualTo(Problem.BAD_REQUEST))
                .hasMessageContaining(one + " and " + other);
    }

    private static Connection connection(Long id, String name, ConnectionDraft draft, String schema) {
        Connection row = new Connection();
        row.id = id;
        row.name = name;
        row.destinationTables = DestinationTables.of(draft, schema).toJson();
        return row;
    }

    private static ConnectionDraft draft(StreamKey... streams) {
        return new ConnectionDraft(
                "x",
                null,
                null,
                Arrays.stream(streams)
                        .map(stream -> StreamConfiguration.of(stream, "full_refresh", "overwrite"))
                        .toList(),
                null);
    }

    private static StreamKey key(String name, String namespace) {
        return new StreamKey(name, Optional.ofNullable(namespace));
    }
}
