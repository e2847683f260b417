package org.dalgo.data.warehouse.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationNamesTest {

    @ParameterizedTest
    @CsvSource({
        "attendance, attendance",
        "Attendance, attendance",
        "attendance 2024-Q1, attendance_2024_q1",
        "'a \t b', a_b",
        "Fédération, federation",
        "हाजिरी, ___",
        "छात्रों, ___",
        "ﬁle, file",
        "a.b/c, a_b_c",
        "😀x, _x"
    })
    void aNameIsWhatAirbyteMakesOfIt(String name, String table) {
        assertThat(DestinationNames.key(name)).isEqualTo(table);
    }

    @Test
    void namesThatPostgresCutsAreOne() {
        assertThat(DestinationNames.key("n".repeat(64) + "a")).isEqualTo(DestinationNames.key("n".repeat(64) + "b"));
        assertThat(DestinationNames.key("n".repeat(62) + "a")).isNotEqualTo(DestinationNames.key("n".repeat(62) + "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg_catalog",
                "PG_toast",
                "pg-temp",
                "pg_mine",
                "information_schema",
                "Information Schema",
                "airbyte_internal",
                "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
                "हाजिरीहाजिरीहाजिरीहाजिरी"
            })
    void aSchemaOfTheDatabaseItselfIsRefused(String schema) {
        assertThatThrownBy(() -> DestinationNames.requireUsableSchema(schema, "destinationSchema"))
                .hasMessageStartingWith("destinationSchema");
    }

    @ParameterizedTest
    @ValueSource(strings = {"staging", "public", "pgdata", "page", "my_pg_data", "हाजिरी", ""})
    void anyOtherSchemaIsNot(String schema) {
        assertThatCode(() -> DestinationNames.requireUsableSchema(schema, "x")).doesNotThrowAnyException();
    }
}
