package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.light.load.SqlIdentifier;
import org.dalgo.sandbox.airbyte.model.ConfiguredStream;
import org.dalgo.sandbox.airbyte.model.SandboxActorType;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** One table, read through a server-side cursor so that its size does not matter. */
final class PostgresRecords implements StreamByStreamConnector.Records {

    private static final int FETCH = 1000;

    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final String cursor;
    private JsonNode last;

    PostgresRecords(Connection connection, ConfiguredStream stream, JsonNode state) {
        this.connection = connection;
        this.cursor = stream.incremental() && !stream.cursor().isEmpty()
                ? stream.cursor().get(0)
                : null;
        this.last = cursor == null ? null : state.get("cursor");
        try {
            statement = connection.prepareStatement(sql(stream));
            statement.setFetchSize(FETCH);
            if (last != null) {
                statement.setString(1, last.asText());
            }
            rows = statement.executeQuery();
        } catch (SQLException e) {
            throw PostgresConnectionFactory.failure(SandboxActorType.SOURCE, e);
        }
    }

    /** Rows come as JSON, so PostgreSQL itself does the conversion of every type. */
    private String sql(ConfiguredStream stream) {
        String table = SqlIdentifier.quote(stream.namespace() == null ? "public" : stream.namespace()) + "."
                + SqlIdentifier.quote(stream.name());
        String sql = "select to_jsonb(t) from " + table + " t";
        if (cursor == null) {
            return sql;
        }
        String column = "t." + SqlIdentifier.quote(cursor);
        // The cursor is compared as what the column is; "unknown" lets PostgreSQL choose the type.
        String beyond = last == null
                ? ""
                : " where " + column + " > (select (jsonb_populate_record(null::" + table + ", jsonb_build_object('"
                        + cursor.replace("'", "''") + "', ?::text)))." + SqlIdentifier.quote(cursor) + ")";
        return sql + beyond + " order by " + column + " nulls first";
    }

    @Override
    public List<ObjectNode> next(int max) {
        List<ObjectNode> portion = new ArrayList<>();
        try {
            while (portion.size() < max && rows.next()) {
                ObjectNode row = (ObjectNode) SandboxJson.MAPPER.readTree(rows.getString(1));
                if (cursor != null && row.hasNonNull(cursor)) {
                    last = row.get(cursor);
                }
                portion.add(row);
            }
            return portion;
        } catch (SQLException e) {
            throw PostgresConnectionFactory.failure(SandboxActorType.SOURCE, e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL's to_jsonb gave something that is not JSON", e);
        }
    }

    @Override
    public JsonNode state() {
        return last == null ? null : SandboxJson.object().set("cursor", last);
    }

    @Override
    public void close() {
        try (connection;
                statement;
                rows) {
            connection.rollback();
        } catch (SQLException e) {
            throw PostgresConnectionFactory.failure(SandboxActorType.SOURCE, e);
        }
    }
}
