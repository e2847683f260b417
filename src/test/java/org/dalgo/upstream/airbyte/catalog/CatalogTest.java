package org.dalgo.upstream.airbyte.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.error.UpstreamFailure;
import org.dalgo.platform.error.UpstreamFailure.Kind;
import org.dalgo.upstream.airbyte.http.JsonFields;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final StreamKey USERS = new StreamKey("users", Optional.empty());

    @Test
    void distinguishesStreamsOfTwoSchemas() {
        Catalog catalog = catalog(stream("users", "a"), stream("users", "b"));

        Catalog chosen = catalog.select(
                List.of(StreamConfiguration.of(new StreamKey("users", Optional.of("b")), "full_refresh", "overwrite")));

        assertThat(chosen.streams()).extracting(Catalog.Stream::selected).containsExactly(false, true);
        assertThat(chosen.toRequest().get("streams")).hasSize(2);
    }

    @Test
    void refusesAStreamThatTheSourceDoesNotHave() {
        UpstreamFailure failure = catchThrowableOfType(UpstreamFailure.class, () -> catalog(stream("other", null))
                .select(List.of(StreamConfiguration.of(USERS, "full_refresh", "overwrite"))));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(failure.detail()).contains("users");
    }

    @Test
    void doesNotLoseTheKeyOfADeduplicatedStream() {
        StreamConfiguration choice = new StreamConfiguration(
                USERS,
                "incremental",
                "append_dedup",
                List.of("at"),
                List.of(List.of("id")),
                Optional.of(List.of("at", "name")));

        UpstreamFailure failure = catchThrowableOfType(
                UpstreamFailure.class, () -> catalog(stream("users", null)).select(List.of(choice)));

        assertThat(failure.detail()).isEqualTo("Stream users cannot be synced without its field id.");
    }

    @Test
    void refusesDoubledStreamsBeforeAirbyteTripsOverThem() {
        assertThat(catchThrowableOfType(
                                UpstreamFailure.class, () -> catalog(stream("users", null), stream("users", null))
                                        .toRequest())
                        .kind())
                .isEqualTo(Kind.INVALID);
    }

    private static Catalog catalog(ObjectNode... streams) {
        ObjectNode catalog = JsonFields.object();
        catalog.putArray("streams").addAll(List.of(streams));
        return Catalog.from(catalog, Optional.empty());
    }

    private static ObjectNode stream(String name, String namespace) {
        ObjectNode element = JsonFields.object();
        element.putObject("stream").put("name", name).put("namespace", namespace);
        element.putObject("config").put("selected", false).putArray("primaryKey");
        return element;
    }
}
