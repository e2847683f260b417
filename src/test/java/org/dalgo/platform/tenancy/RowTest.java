package org.dalgo.platform.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a row answers, and what it refuses. */
class RowTest {

    @Test
    void aRowIsReadByTheNamesOfItsColumns() {
        UUID id = UUID.randomUUID();
        Instant at = Instant.parse("2026-11-30T10:00:00Z");
        Row row = row(
                List.of("id", "at", "name", "runs", "on", "share", "hash", "tags", "ids", "org_id"),
                id,
                OffsetDateTime.ofInstant(at, ZoneOffset.ofHours(5)),
                "survey",
                (short) 7,
                true,
                0.5f,
                Buffer.buffer("x"),
                new String[] {"a", "b"},
                new UUID[] {id},
                12L);

        assertThat(row.uuid("id")).isEqualTo(id);
        assertThat(row.instant("at")).isEqualTo(at);
        assertThat(row.text("name")).isEqualTo("survey");
        assertThat(row.intValue("runs")).isEqualTo(7);
        assertThat(row.longValue("runs")).isEqualTo(7L);
        assertThat(row.bool("on")).isTrue();
        assertThat(row.doubleValue("share")).isEqualTo(0.5);
        assertThat(row.bytes("hash")).isEqualTo(new byte[] {'x'});
        assertThat(row.texts("tags")).containsExactly("a", "b");
        assertThat(row.uuids("ids")).containsExactly(id);
        assertThat(row.org("org_id")).isEqualTo(new OrgId(12));
    }

    @Test
    void aNameThatTheResultLacksFailsAndNamesTheColumns() {
        Row row = row(List.of("id", "name"), 1L, "survey");

        assertThatThrownBy(() -> row.text("title"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("title")
                .hasMessageContaining("[id, name]");
    }

    @Test
    void aNameThatTwoColumnsHaveFails() {
        Row row = row(List.of("id", "id", "name"), 1L, 2L, "survey");

        assertThat(row.text("name")).isEqualTo("survey");
        assertThatThrownBy(() -> row.longValue("id"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("several columns id");
    }

    @Test
    void nullIsAnsweredForObjectsAndRefusedForNumbersAndBooleans() {
        Row row = row(List.of("c"), (Object) null);

        assertThat(row.isNull("c")).isTrue();
        assertThat(row.text("c")).isNull();
        assertThat(row.optionalText("c")).isEmpty();
        assertThat(row.optionalUuid("c")).isEmpty();
        assertThat(row.instant("c")).isNull();
        assertThat(row.bytes("c")).isNull();
        assertThat(row.texts("c")).isNull();
        assertThat(row.uuids("c")).isNull();
        assertThat(row.org("c")).isNull();
        assertThat(row.longOrNull("c")).isNull();
        assertThat(row.intOrNull("c")).isNull();
        assertThat(row.doubleOrNull("c")).isNull();
        assertThat(row.boolOrNull("c")).isNull();
        assertThatThrownBy(() -> row.longValue("c"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("column c is null");
        assertThatThrownBy(() -> row.bool("c")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aNumberThatDoesNotFitIsRefused() {
        Row row = row(List.of("n"), 1L << 40);

        assertThatThrownBy(() -> row.intValue("n")).isInstanceOf(ArithmeticException.class);
    }

    private static Row row(List<String> names, Object... values) {
        return new Row(new RowColumns(names), values);
    }
}
