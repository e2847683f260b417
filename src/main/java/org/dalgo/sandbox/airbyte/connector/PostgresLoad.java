package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.dalgo.sandbox.airbyte.config.SandboxClock;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.postgresql.PGConnection;

/**
 * Writes each stream into a table of its own beside the real one. Moves the rows over in one transaction when the
 * stream is complete. So a failed or cancelled attempt changes nothing in the warehouse.
 */
final class PostgresLoad implements DestinationConnector.Load {

    private static final String STAGING_SCHEMA = "airbyte_internal";

    private final Connection connection;
    private final boolean dropCascade;
    private final long jobId;
    private final SandboxClock clock;
    private final Map<DestinationConnector.Target, TableLayout> shapes = new HashMap<>();
    private final Map<TableLayout, Map<String, Long>> nulled = new HashMap<>();

    PostgresLoad(Connection connection, boolean dropCascade, long jobId, SandboxClock clock) {
        this.connection = connection;
        this.dropCascade = dropCascade;
        this.jobId = jobId;
        this.clock = clock;
    }

    @Override
    public void begin(DestinationConnector.Target target) {
        TableLayout shape = TableLayout.of(target);
        shapes.put(target, shape);
        run(
                "create schema if not exists " + TableLayout.quote(STAGING_SCHEMA),
                "create schema if not exists " + TableLayout.quote(shape.schema()),
                "drop table if exists " + staging(shape),
                "create unlogged table " + staging(shape) + " " + shape.definition());
    }

    @Override
    public void write(DestinationConnector.Target target, List<ObjectNode> records) {
        TableLayout shape = shapes.get(target);
        StringBuilder rows = new StringBuilder();
        records.forEach(record -> append(rows, shape, record));
        String copy = "copy " + staging(shape) + " (" + shape.names() + ") from stdin (format csv)";
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, new StringReader(rows.toString()));
            connection.commit();
        } catch (SQLException e) {
            throw failure(e);
        } catch (IOException e) {
            throw new ConnectorFailure(
                    SandboxActorType.DESTINATION, ConnectorFailure.Type.TRANSIENT_ERROR, "The warehouse hung up", e);
        }
    }

    @Override
    public void commit(DestinationConnector.Target target) {
        TableLayout shape = shapes.get(target);
        boolean overwrite = target.stream().mode().startsWith("overwrite");
        prepare(shape, overwrite);
        run(
                overwrite ? "truncate " + shape.qualified() : "select 1",
                "insert into %s (%s) select %s from %s"
                        .formatted(shape.qualified(), shape.names(), shape.names(), staging(shape)),
                target.stream().mode().endsWith("dedup") ? dedup(shape, target.stream()) : "select 1",
                "drop table " + staging(shape));
    }

    @Override
    public Map<String, Long> nulled(DestinationConnector.Target target) {
        return nulled.getOrDefault(shapes.get(target), Map.of());
    }

    @Override
    public void clear(DestinationConnector.Target target) {
        TableLayout shape = TableLayout.of(target);
        if (!existing(shape).isEmpty()) {
            run("truncate " + shape.qualified());
        }
    }

    /**
     * Gives the table the columns of the stream. A table of the right shape is kept, so that views built on it (dbt's,
     * for example) stay valid. A changed column type needs a new table.
     */
    private void prepare(TableLayout shape, boolean overwrite) {
        Map<String, String> existing = existing(shape);
        boolean fits = shape.columns().entrySet().stream()
                .allMatch(column -> !existing.containsKey(column.getKey())
                        || column.getValue().sql().startsWith(existing.get(column.getKey())));
        if (existing.isEmpty()) {
            run("create table " + shape.qualified() + " " + shape.definition());
        } else if (fits) {
            shape.columns().forEach((name, type) -> {
                if (!existing.containsKey(name)) {
                    run("alter table %s add column %s %s"
                            .formatted(shape.qualified(), TableLayout.quote(name), type.sql()));
                }
            });
            existing.keySet().stream()
                    .filter(name -> overwrite
                            && !name.startsWith("_airbyte_")
                            && !shape.columns().containsKey(name))
                    .forEach(name -> run("alter table %s drop column %s%s"
                            .formatted(shape.qualified(), TableLayout.quote(name), dropCascade ? " cascade" : "")));
        } else if (overwrite) {
            run(
                    "drop table " + shape.qualified() + (dropCascade ? " cascade" : ""),
                    "create table " + shape.qualified() + " " + shape.definition());
        } else {
            throw ConnectorFailure.config(
                    SandboxActorType.DESTINATION,
                    "The table " + shape.table() + " has columns of other types; clear its data and sync again");
        }
    }

    /** Keeps the newest row of each key. Rows without any key are not compared. */
    private static String dedup(TableLayout shape, ConfiguredStream stream) {
        String key = stream.key().stream()
                .flatMap(shape::column)
                .map(TableLayout::quote)
                .collect(Collectors.joining(", "));
        String cursor = stream.cursor().stream()
                .limit(1)
                .flatMap(shape::column)
                .map(column -> TableLayout.quote(column) + " desc nulls last, ")
                .collect(Collectors.joining());
        if (key.isEmpty()) {
            throw ConnectorFailure.config(
                    SandboxActorType.DESTINATION,
                    "Stream " + stream.name() + " cannot be deduplicated without a primary key");
        }
        return """
                delete from %1$s where ctid in (select ctid from (select ctid, row_number() over (
                partition by %2$s order by %3$s"_airbyte_extracted_at" desc, "_airbyte_generation_id" desc) as place
                from %1$s) ranked where place > 1)"""
                .formatted(shape.qualified(), key, cursor);
    }

    private Map<String, String> existing(TableLayout shape) {
        String query =
                """
                select column_name, data_type from information_schema.columns
                where table_schema = ? and table_name = ?""";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, shape.schema());
            statement.setString(2, shape.table());
            Map<String, String> columns = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), rows.getString(2));
                }
            }
            return columns;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void append(StringBuilder rows, TableLayout shape, ObjectNode record) {
        ArrayNode changes = SandboxJson.array();
        StringBuilder cells = new StringBuilder();
        shape.columns().forEach((name, type) -> {
            String field = shape.fields().get(name);
            JsonNode value = record.path(field);
            Optional<String> text = value.isMissingNode() || value.isNull() ? Optional.empty() : type.write(value);
            if (text.isEmpty() && !value.isMissingNode() && !value.isNull()) {
                nulled.computeIfAbsent(shape, key -> new TreeMap<>()).merge(field, 1L, Long::sum);
                changes.addObject()
                        .put("field", field)
                        .put("change", "NULLED")
                        .put("reason", "DESTINATION_TYPECAST_ERROR");
            }
            cells.append(',');
            text.ifPresent(present -> cells.append(cell(present)));
        });
        ObjectNode meta = SandboxJson.object().put("sync_id", jobId);
        meta.set("changes", changes);
        rows.append(UUID.randomUUID())
                .append(',')
                .append(clock.now())
                .append(',')
                .append(cell(meta.toString()));
        rows.append(',').append(jobId).append(cells).append('\n');
    }

    private static String cell(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private String staging(TableLayout shape) {
        String name = "j%d_%s_%s".formatted(jobId, shape.schema(), shape.table());
        return TableLayout.quote(STAGING_SCHEMA) + "."
                + TableLayout.quote(name.substring(0, Math.min(63, name.length())));
    }

    /** Runs the statements as one transaction. */
    private void run(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private ConnectorFailure failure(SQLException e) {
        try {
            connection.rollback();
        } catch (SQLException rollback) {
            e.addSuppressed(rollback);
        }
        return PostgresConnectionFactory.failure(SandboxActorType.DESTINATION, e);
    }

    @Override
    public void close() {
        try (connection;
                Statement statement = connection.createStatement()) {
            connection.rollback();
            for (TableLayout shape : shapes.values()) {
                statement.execute("drop table if exists " + staging(shape));
            }
            connection.commit();
        } catch (SQLException e) {
            throw PostgresConnectionFactory.failure(SandboxActorType.DESTINATION, e);
        }
    }
}
