package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.sandbox.airbyte.model.AirbyteStreamBuilder;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Tables of a real PostgreSQL. */
public final class PostgresSource extends StreamByStreamConnector {

    private static final String COLUMNS =
            """
            select c.table_schema, c.table_name, c.column_name, c.data_type
            from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = any (?) and t.table_type in ('BASE TABLE', 'VIEW')
            order by 1, 2, c.ordinal_position""";
    private static final String KEYS =
            """
            select k.table_schema, k.table_name, k.column_name
            from information_schema.table_constraints c
            join information_schema.key_column_usage k using (constraint_schema, constraint_name)
            where c.constraint_type = 'PRIMARY KEY' and k.table_schema = any (?)
            order by 1, 2, k.ordinal_position""";

    @Override
    public ConnectorCheckResult check(ObjectNode config) {
        try (Connection connection = PostgresConnectionFactory.open(SandboxActorType.SOURCE, config)) {
            return connection.isValid(5)
                    ? ConnectorCheckResult.success()
                    : ConnectorCheckResult.failure("The database does not answer");
        } catch (SQLException e) {
            return ConnectorCheckResult.failure(PostgresConnectionFactory.failure(SandboxActorType.SOURCE, e)
                    .getMessage());
        } catch (ConnectorFailure e) {
            return ConnectorCheckResult.failure(e.getMessage());
        }
    }

    @Override
    public ArrayNode discover(ObjectNode config) {
        Map<String, AirbyteStreamBuilder> streams = new LinkedHashMap<>();
        Map<String, List<String>> keys = new LinkedHashMap<>();
        try (Connection connection = PostgresConnectionFactory.open(SandboxActorType.SOURCE, config)) {
            for (List<String> row : query(connection, COLUMNS, config, 4)) {
                streams.computeIfAbsent(
                                row.get(0) + "." + row.get(1),
                                key -> new AirbyteStreamBuilder(row.get(1), row.get(0)).incremental())
                        .column(row.get(2), jsonType(row.get(3)));
            }
            for (List<String> row : query(connection, KEYS, config, 3)) {
                keys.computeIfAbsent(row.get(0) + "." + row.get(1), key -> new ArrayList<>())
                        .add(row.get(2));
            }
        } catch (SQLException e) {
            throw PostgresConnectionFactory.failure(SandboxActorType.SOURCE, e);
        }
        keys.forEach((table, columns) -> streams.get(table).key(columns));
        return SandboxJson.array(streams.values().stream().map(AirbyteStreamBuilder::build));
    }

    @Override
    protected Records read(ObjectNode config, ConfiguredStream stream, JsonNode state) {
        return new PostgresRecords(PostgresConnectionFactory.open(SandboxActorType.SOURCE, config), stream, state);
    }

    private static List<List<String>> query(Connection connection, String sql, ObjectNode config, int width)
            throws SQLException {
        List<String> schemas =
                config.path("schemas").isEmpty() ? List.of("public") : SandboxJson.strings(config.get("schemas"));
        Array wanted = connection.createArrayOf("text", schemas.toArray());
        List<List<String>> table = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, wanted);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= width; i++) {
                        row.add(rows.getString(i));
                    }
                    table.add(row);
                }
            }
        }
        return table;
    }

    private static String jsonType(String type) {
        return switch (type) {
            case "smallint", "integer", "bigint" -> "integer";
            case "numeric", "real", "double precision" -> "number";
            case "boolean" -> "boolean";
            case "date" -> "date";
            case "timestamp with time zone" -> "timestamptz";
            case "timestamp without time zone" -> "timestamp";
            case "json", "jsonb" -> "object";
            case "ARRAY" -> "array";
            default -> "string";
        };
    }
}
