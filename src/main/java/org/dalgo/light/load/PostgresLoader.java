package org.dalgo.light.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One attempt's loading into PostgreSQL. Rows are copied as they come into a table beside the real one; no row is kept here.
 * In one transaction they are moved over: at checkpoints, and when a stream is complete. A load that ends before changes
 * nothing since the last of these. Methods block, and fail with {@link LoadFailure}. Not for several threads at once.
 */
public final class PostgresLoader implements AutoCloseable {

    /**
     * How it loads.
     *
     * @param syncId id of the sync, for {@code _airbyte_meta}
     * @param generation for {@code _airbyte_generation_id}
     * @param dropCascade whether views that stand on a table may go with it
     * @param checkpointRows rows after which a checkpoint is worth it
     * @param checkpointInterval time after which it is worth it with fewer rows
     */
    public record Options(
            long syncId, long generation, boolean dropCascade, long checkpointRows, Duration checkpointInterval) {

        /** What suits real sources, many of which tell their state every thousand rows. */
        public static Options usual(long syncId, long generation, boolean dropCascade) {
            return new Options(syncId, generation, dropCascade, 50_000, Duration.ofSeconds(30));
        }
    }

    private static final String RESERVE = "select pg_try_advisory_lock(hashtextextended(?, 0))";

    private final Connection connection;
    private final Options options;
    private final InstantSource clock;
    private final Map<LoadTarget, TableLayout> layouts;
    private final Map<LoadTarget, Progress> open = new HashMap<>();

    /** Rows of a stream that was begun. */
    private static final class Progress {
        private final RowEncoder encoder;
        private long written;
        private long committed;
        private Instant movedAt;

        Progress(RowEncoder encoder, Instant begin) {
            this.encoder = encoder;
            this.movedAt = begin;
        }
    }

    /**
     * A loader.
     *
     * @param connection without auto-commit; it is closed with the loader
     * @param targets all streams of the connection, also those that are not loaded now: their names decide about numbers
     */
    public PostgresLoader(Connection connection, List<LoadTarget> targets, Options options, InstantSource clock) {
        this.connection = connection;
        this.layouts = TableLayout.of(targets);
        this.options = options;
        this.clock = clock;
    }

    /** Prepares a stream; what an earlier attempt left in waiting goes. A table that another load has is a passing failure. */
    public void begin(LoadTarget target) {
        TableLayout layout = layouts.get(target);
        reserve(layout);
        List<String> statements = new ArrayList<>(layout.createSchemas());
        statements.add("drop table if exists " + layout.staging());
        statements.add("create unlogged table " + layout.staging() + " " + layout.definition());
        inTransaction(statements);
        open.put(
                target,
                new Progress(new RowEncoder(layout, options.syncId(), options.generation(), clock), clock.instant()));
    }

    /** Two loads would mix their rows in the table that rows wait in. The server frees it with the connection. */
    private void reserve(TableLayout layout) {
        try (PreparedStatement statement = connection.prepareStatement(RESERVE)) {
            statement.setString(1, layout.staging());
            boolean free;
            try (ResultSet row = statement.executeQuery()) {
                free = row.next() && row.getBoolean(1);
            }
            connection.commit();
            if (!free) {
                throw LoadFailure.passing("Another sync is loading the table " + layout.table());
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Copies rows, each as it is taken from the iterator. */
    public void write(LoadTarget target, Iterator<ObjectNode> rows) {
        TableLayout layout = layouts.get(target);
        Progress progress = open.get(target);
        String sql = "copy " + layout.staging() + " (" + layout.names() + ") from stdin (format csv)";
        try {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
            try {
                while (rows.hasNext()) {
                    byte[] line = progress.encoder.encode(rows.next());
                    copy.writeToCopy(line, 0, line.length);
                    progress.written++;
                }
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * A state of the source came, and every row before it was written. Makes these rows lasting where that is worth it.
     *
     * @return whether they are, so that the state may be kept
     */
    public boolean checkpoint(LoadTarget target) {
        Progress progress = open.get(target);
        boolean due = progress.written - progress.committed >= options.checkpointRows()
                || Duration.between(progress.movedAt, clock.instant()).compareTo(options.checkpointInterval()) >= 0;
        if (!target.checkpoints() || !due) {
            return false;
        }
        move(target, "truncate " + layouts.get(target).staging());
        return true;
    }

    /** The stream has come to its end: all of its rows become lasting. */
    public void complete(LoadTarget target) {
        move(target, "drop table " + layouts.get(target).staging());
    }

    /** Empties the table of a stream. */
    public void clear(LoadTarget target) {
        TableLayout layout = layouts.get(target);
        try {
            if (!TableChanges.existing(connection, layout).isEmpty()) {
                inTransaction(List.of("truncate " + layout.qualified()));
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What was done with the rows of a stream that was begun. */
    public LoadCount count(LoadTarget target) {
        Progress progress = open.get(target);
        return new LoadCount(progress.written, progress.committed, progress.encoder.nulled());
    }

    private void move(LoadTarget target, String last) {
        TableLayout layout = layouts.get(target);
        List<String> statements = new ArrayList<>();
        try {
            statements.addAll(TableChanges.toFit(
                    layout,
                    TableChanges.existing(connection, layout),
                    target.mode().replaces(),
                    options.dropCascade()));
        } catch (SQLException e) {
            throw failure(e);
        }
        if (target.mode().replaces()) {
            statements.add("truncate " + layout.qualified());
        }
        statements.add("insert into %s (%s) select %s from %s"
                .formatted(layout.qualified(), layout.names(), layout.names(), layout.staging()));
        if (target.mode().deduplicates()) {
            statements.add(deduplicate(layout, target));
        }
        statements.add(last);
        inTransaction(statements);
        Progress progress = open.get(target);
        progress.committed = progress.written;
        progress.movedAt = clock.instant();
    }

    /** Of each key that came the newest row stays. Rows with a key that is not complete are not compared. */
    private static String deduplicate(TableLayout layout, LoadTarget target) {
        String key = String.join(", ", layout.quoted(target.key().stream()));
        if (key.isEmpty()) {
            throw LoadFailure.configuration(
                    "Stream " + target.name() + " cannot be deduplicated without a primary key");
        }
        String order = Stream.concat(
                        layout.quoted(target.cursor().stream()).stream(),
                        Stream.of("\"_airbyte_extracted_at\"", "\"_airbyte_generation_id\""))
                .map(column -> column + " desc nulls last")
                .collect(Collectors.joining(", "));
        return """
                delete from %1$s where ctid in (select ctid from (select ctid, row_number() over (
                partition by %2$s order by %3$s, ctid desc) as place
                from %1$s where (%2$s) in (select %2$s from %4$s)) ranked where place > 1)"""
                .formatted(layout.qualified(), key, order, layout.staging());
    }

    private void inTransaction(List<String> statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private LoadFailure failure(SQLException e) {
        try {
            connection.rollback();
        } catch (SQLException rollback) {
            e.addSuppressed(rollback);
        }
        return LoadFailure.of(e);
    }

    @Override
    public void close() {
        try (connection;
                Statement statement = connection.createStatement()) {
            connection.rollback();
            for (LoadTarget target : open.keySet()) {
                statement.execute("drop table if exists " + layouts.get(target).staging());
            }
            connection.commit();
        } catch (SQLException e) {
            throw LoadFailure.of(e);
        }
    }
}
