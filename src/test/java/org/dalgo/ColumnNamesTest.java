package org.dalgo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Rows are read by names that a statement of the same class gives; a wrong one would show at run time only. */
class ColumnNamesTest {

    @Test
    void rowsAreReadByNamesThatAStatementGives() {
        RowReaders readers = RowReaders.ofApplication();

        assertThat(readers.names()).hasSizeGreaterThan(60);
        assertThat(unknown(readers)).isEmpty();
    }

    @Test
    void noStatementGivesANameTwice() {
        RowReaders readers = RowReaders.ofApplication();
        Set<String> twice = new TreeSet<>();
        readers.names().forEach(reader -> readers.statements(reader).stream()
                .filter(statement -> new HashSet<>(statement.columns()).size()
                        < statement.columns().size())
                .forEach(statement -> twice.add(reader + ": " + statement.columns())));

        assertThat(twice).isEmpty();
    }

    @Test
    void aNameThatNoStatementGivesIsFound() {
        String wrong =
                """
                import org.dalgo.platform.tenancy.Row;
                class Things {
                    private static final String FIELDS = "t.id, t.title as name";
                    private static final String ALL = "with x as (select 1 as hidden) select " + FIELDS + ", t.on::text,"
                            + " (select count(*) as inner from u) as uses, %s from thing t".formatted("t.made");
                    Uni<Thing> all() { return sql.firstRow(ALL + " limit 1").map(row -> new Thing(row.longValue("id"),
                            row.text("name"), row.text("on"), row.intValue("uses"), row.instant("made"),
                            row.text("title"), row.text("hidden"), row.text("inner"))); }
                    Uni<Long> add() { return sql.firstRow(
                            "insert into thing (nobody) select nobody from t returning number")
                            .map(row -> row.longValue("number") + row.longValue("nobody")); }
                }
                """;

        assertThat(unknown(new RowReaders(Map.of("Things", wrong))))
                .isEqualTo(Map.of("Things", Set.of("title", "hidden", "inner", "nobody")));
    }

    private static Map<String, Set<String>> unknown(RowReaders readers) {
        Map<String, Set<String>> unknown = new TreeMap<>();
        for (String reader : readers.names()) {
            Set<String> names = readers.reads(reader).stream()
                    .map(SqlInSource.Read::column)
                    .collect(Collectors.toCollection(TreeSet::new));
            readers.statements(reader).forEach(statement -> statement.columns().forEach(names::remove));
            if (!names.isEmpty()) {
                unknown.put(reader, names);
            }
        }
        return unknown;
    }
}
