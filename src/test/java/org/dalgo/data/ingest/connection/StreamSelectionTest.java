package org.dalgo.data.ingest.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dalgo.upstream.airbyte.catalog.Catalog;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;
import org.junit.jupiter.api.Test;

class StreamSelectionTest {

    private static final Catalog TWO_SCHEMAS =
            new Catalog(Optional.empty(), List.of(stream("visits", "north"), stream("visits", "south")));

    @Test
    void streamsOfOneNameDifferByOrderOrNamespace() {
        assertThat(chosen(wanted("visits", null, false), wanted("visits", null, true)))
                .containsExactly(new StreamKey("visits", Optional.of("south")));
        assertThat(chosen(wanted("visits", "south", true), wanted("visits", "north", true)))
                .containsExactly(
                        new StreamKey("visits", Optional.of("south")), new StreamKey("visits", Optional.of("north")));
        assertThatThrownBy(() -> chosen(wanted("visits", "west", true))).hasMessageContaining("visits");
    }

    @Test
    void aCursorAndAKeyAreRequiredWhereTheSourceHasNone() {
        assertThatThrownBy(() -> chosen(incremental("", List.of("id")))).hasMessageContaining("new records");
        assertThatThrownBy(() -> chosen(incremental("at", List.of()))).hasMessageContaining("a record is known");
        StreamConfiguration choice = StreamSelection.of(TWO_SCHEMAS, List.of(incremental("at", List.of("id", "day"))))
                .get(0);
        assertThat(choice.cursorField()).containsExactly("at");
        assertThat(choice.primaryKey()).containsExactly(List.of("id"), List.of("day"));
    }

    private static List<StreamKey> chosen(ConnectionRequest.Stream... wanted) {
        return StreamSelection.of(TWO_SCHEMAS, List.of(wanted)).stream()
                .map(StreamConfiguration::stream)
                .toList();
    }

    private static ConnectionRequest.Stream wanted(String name, String namespace, boolean selected) {
        return new ConnectionRequest.Stream(
                name, namespace, selected, "full_refresh", "overwrite", null, null, List.of());
    }

    private static ConnectionRequest.Stream incremental(String cursor, List<String> key) {
        return new ConnectionRequest.Stream(
                "visits", null, true, "incremental", "append_dedup", cursor, key, List.of());
    }

    private static Catalog.Stream stream(String name, String namespace) {
        ObjectNode stream =
                JsonNodeFactory.instance.objectNode().put("name", name).put("namespace", namespace);
        return new Catalog.Stream(stream, JsonNodeFactory.instance.objectNode());
    }
}
