package org.dalgo;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** PostgreSQL itself is asked, without running them, whether it takes the statements and what columns they answer. */
@QuarkusTest
class StatementsTest {

    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "serial", "bigserial");
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");

    /** Types of columns by the method that reads them. */
    private static final Map<String, Set<String>> TYPES = Map.ofEntries(
            entry("longValue", NUMBERS),
            entry("longOrNull", NUMBERS),
            entry("intValue", NUMBERS),
            entry("intOrNull", NUMBERS),
            entry("org", NUMBERS),
            entry("doubleValue", Set.of("float8")),
            entry("doubleOrNull", Set.of("float8")),
            entry("bool", Set.of("bool")),
            entry("boolOrNull", Set.of("bool")),
            entry("text", TEXTS),
            entry("optionalText", TEXTS),
            entry("json", Set.of("text")),
            entry("uuid", Set.of("uuid")),
            entry("optionalUuid", Set.of("uuid")),
            entry("instant", Set.of("timestamptz")),
            entry("bytes", Set.of("bytea")),
            entry("texts", Set.of("_text", "_varchar")),
            entry("uuids", Set.of("_uuid")));

    /** Classes with a statement of which more than a value is known at run time only. */
    private static final Set<String> COMPOSED_AT_RUN_TIME = new TreeSet<>(Set.of("KeyRotation"));

    @Inject
    AgroalDataSource owner;

    @Test
    void statementsAreAcceptedAndAnswerWhatIsRead() throws SQLException {
        RowReaders readers = RowReaders.ofApplication();
        Set<String> composed = new TreeSet<>();
        Map<String, String> refused = new TreeMap<>();
        Set<String> mistaken = new TreeSet<>();
        int accepted = 0;
        try (Connection connection = owner.getConnection()) {
            for (String reader : readers.names()) {
                Map<String, Set<String>> columns = new HashMap<>();
                for (SqlInSource.Statement statement : readers.statements(reader)) {
                    try {
                        String known = statement.sql().replace("'" + SqlInSource.UNKNOWN + "'", SqlInSource.UNKNOWN);
                        describe(connection, known.replace(SqlInSource.UNKNOWN, "null"), columns);
                        accepted++;
                    } catch (SQLException e) {
                        if (statement.sql().contains(SqlInSource.UNKNOWN)) {
                            composed.add(reader);
                        } else {
                            refused.put(reader + ": " + e.getMessage(), statement.sql());
                        }
                    }
                }
                if (!composed.contains(reader)) {
                    mistaken.addAll(mistaken(reader, readers.reads(reader), columns));
                }
            }
        }

        assertThat(refused).isEmpty();
        assertThat(mistaken).isEmpty();
        assertThat(composed).isEqualTo(COMPOSED_AT_RUN_TIME);
        assertThat(accepted).isGreaterThan(200);
    }

    @Test
    void aColumnOfAnotherTypeIsFound() throws SQLException {
        Map<String, Set<String>> columns = new HashMap<>();
        try (Connection connection = owner.getConnection()) {
            describe(connection, "select id, email, created_at as at from account where id = $1", columns);
        }

        assertThat(mistaken(
                        "Example",
                        List.of(
                                new SqlInSource.Read("longValue", "id"),
                                new SqlInSource.Read("uuid", "email"),
                                new SqlInSource.Read("instant", "at"),
                                new SqlInSource.Read("instant", "created_at")),
                        columns))
                .containsExactly("Example: instant(created_at) of null", "Example: uuid(email) of [varchar]");
    }

    /** Has it prepared as it is sent, and described with a null of the right type for each parameter. */
    private static void describe(Connection connection, String text, Map<String, Set<String>> columns)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("prepare described as " + text);
            String described = text;
            try (ResultSet parameters = statement.executeQuery("select number, type from pg_prepared_statements,"
                    + " unnest(parameter_types::text[]) with ordinality as t (type, number)"
                    + " where name = 'described' order by number desc")) {
                while (parameters.next()) {
                    described = described.replace(
                            "$" + parameters.getInt("number"), "null::" + parameters.getString("type"));
                }
            } finally {
                statement.execute("deallocate described");
            }
            try (PreparedStatement prepared = connection.prepareStatement(described)) {
                ResultSetMetaData answered = prepared.getMetaData();
                for (int i = 1; answered != null && i <= answered.getColumnCount(); i++) {
                    columns.computeIfAbsent(answered.getColumnLabel(i), name -> new HashSet<>())
                            .add(answered.getColumnTypeName(i));
                }
            }
        }
    }

    private static Set<String> mistaken(String reader, List<SqlInSource.Read> reads, Map<String, Set<String>> columns) {
        Set<String> mistaken = new TreeSet<>();
        for (SqlInSource.Read read : reads) {
            Set<String> found = columns.get(read.column());
            Set<String> wanted = TYPES.get(read.method());
            if (found == null || wanted != null && found.stream().noneMatch(wanted::contains)) {
                mistaken.add("%s: %s(%s) of %s".formatted(reader, read.method(), read.column(), found));
            }
        }
        return mistaken;
    }
}
