package org.dalgo.upstream.airbyte;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.dalgo.platform.http.UpstreamFailure;
import org.dalgo.platform.http.UpstreamFailure.Kind;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final StreamKey USERS = new StreamKey("users", Optional.empty());

    @Test
    void tellsStreamsOfTwoSchemasApart() {
        Catalog catalog = catalog(stream("users", "a"), stream("users", "b"));

        Catalog chosen = catalog.choose(
                List.of(StreamChoice.of(new StreamKey("users", Optional.of("b")), "full_refresh", "overwrite")));

        assertThat(chosen.streams()).extracting(Catalog.Stream::selected).containsExactly(false, true);
        assertThat(chosen.request().get("streams")).hasSize(2);
    }

    @Test
    void refusesAStreamThatTheSourceDoesNotHave() {
        UpstreamFailure failure = catchThrowableOfType(UpstreamFailure.class, () -> catalog(stream("other", null))
                .choose(List.of(StreamChoice.of(USERS, "full_refresh", "overwrite"))));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(failure.detail()).contains("users");
    }

    @Test
    void doesNotLoseTheKeyOfADeduplicatedStream() {
        StreamChoice choice = new StreamChoice(
                USERS,
                "incremental",
                "append_dedup",
                List.of("at"),
                List.of(List.of("id")),
                Optional.of(List.of("at", "name")));

        UpstreamFailure failure = catchThrowableOfType(
                UpstreamFailure.class, () -> catalog(stream("users", null)).choose(List.of(choice)));

        assertThat(failure.detail()).isEqualTo("Stream users cannot be synced without its field id.");
    }

    @Test
    void refusesDoubledStreamsBeforeAirbyteTripsOverThem() {
        assertThat(catchThrowableOfType(
                                UpstreamFailure.class, () -> catalog(stream("users", null), stream("users", null))
                                        .request())
                        .kind())
                .isEqualTo(Kind.INVALID);
    }

    private static Catalog catalog(ObjectNode... streams) {
        ObjectNode catalog = Call.fields();
        catalog.putArray("streams").addAll(List.of(streams));
        return Catalog.from(catalog, Optional.empty());
    }

    private static ObjectNode stream(String name, String namespace) {
        ObjectNode element = Call.fields();
        element.putObject("stream").put("name", name).put("namespace", namespace);
        element.putObject("config").put("selected", false).putArray("primaryKey");
        return element;
    }
}
