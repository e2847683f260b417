package org.dalgo.light.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What turns the table that is there into the one that a layout wants. */
final class TableChanges {

    private static final String COLUMNS =
            """
            select column_name, data_type from information_schema.columns
            where table_schema = ? and table_name = ?""";

    private TableChanges() {}

    /** Columns of the table with their types; empty when there is no table. */
    static Map<String, String> existing(Connection connection, TableLayout layout) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, layout.schema());
            statement.setString(2, layout.table());
            Map<String, String> columns = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), rows.getString(2));
                }
            }
            return columns;
        }
    }

    /**
     * Statements that give the table the columns of the layout. A table of the right shape is kept, so that views built on it
     * (dbt's, for example) stay valid. A changed column type needs a new table.
     */
    static List<String> toFit(TableLayout layout, Map<String, String> existing, boolean replaces, boolean dropCascade) {
        String create = "create table " + layout.qualified() + " " + layout.definition();
        if (existing.isEmpty()) {
            return List.of(create);
        }
        String cascade = dropCascade ? " cascade" : "";
        boolean fits = layout.columns().entrySet().stream()
                .allMatch(column -> !existing.containsKey(column.getKey())
                        || column.getValue().sql().startsWith(existing.get(column.getKey())));
        if (fits) {
            List<String> changes = new ArrayList<>();
            layout.columns().forEach((name, type) -> {
                if (!existing.containsKey(name)) {
                    changes.add("alter table %s add column %s %s"
                            .formatted(layout.qualified(), SqlIdentifier.quote(name), type.sql()));
                }
            });
            existing.keySet().stream()
                    .filter(name -> replaces
                            && !name.startsWith("_airbyte_")
                            && !layout.columns().containsKey(name))
                    .forEach(name -> changes.add("alter table %s drop column %s%s"
                            .formatted(layout.qualified(), SqlIdentifier.quote(name), cascade)));
            return changes;
        }
        if (!replaces) {
            throw LoadFailure.configuration(
                    "The table " + layout.table() + " has columns of other types; clear its data and sync again");
        }
        return List.of("drop table " + layout.qualified() + cascade, create);
    }
}
