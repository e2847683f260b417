package org.dalgo.platform.tenancy;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.pool.ReactiveConnection;

/**
 * Plain SQL on the connection of the current unit of work: for statements that entities cannot express (locks, sequences,
 * projections of many rows). Pending changes of entities are flushed first. Use it inside the {@link TenantTransactions} only.
 */
@ApplicationScoped
public class Sql {

    /** Runs statements without parameters; unprepared, or each organisation would take a place among the prepared ones. */
    Uni<Void> run(String statements) {
        return SessionConnection.current()
                .chain(c -> Uni.createFrom().completionStage(() -> c.executeUnprepared(statements)));
    }

    /** Sends pending changes of entities. */
    Uni<Void> flush() {
        return Panache.getSession().chain(Mutiny.Session::flush);
    }

    /** Runs a change; answers the number of rows it touched. */
    public Uni<Integer> update(String statement, Object... parameters) {
        return flushed().chain(c -> Uni.createFrom().completionStage(() -> c.update(statement, parameters)));
    }

    /** Runs a query, or a change with {@code returning}. */
    public Uni<List<Row>> rows(String statement, Object... parameters) {
        return flushed()
                .chain(c -> Uni.createFrom().completionStage(() -> c.selectJdbc(statement, parameters)))
                .map(Sql::rows);
    }

    /**
     * Lets one unit of work of an organisation at a time, until it ends, do what is named.
     *
     * @param what the same words wherever the same is done
     */
    public Uni<Void> lock(String what, OrgId org) {
        return rows(
                        "select pg_advisory_xact_lock(hashtextextended($1::text || ' ' || $2::bigint, 0))",
                        what,
                        org.value())
                .replaceWithVoid();
    }

    /** The first row of a query, or null. */
    public Uni<Row> firstRow(String statement, Object... parameters) {
        return rows(statement, parameters).map(rows -> rows.isEmpty() ? null : rows.get(0));
    }

    private static List<Row> rows(ResultSet result) {
        try {
            ResultSetMetaData meta = result.getMetaData();
            String[] names = new String[meta.getColumnCount()];
            for (int i = 0; i < names.length; i++) {
                names[i] = meta.getColumnLabel(i + 1);
            }
            RowColumns columns = new RowColumns(List.of(names));
            List<Row> rows = new ArrayList<>();
            while (result.next()) {
                Object[] values = new Object[names.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = result.getObject(i + 1);
                }
                rows.add(new Row(columns, values));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("a result in memory cannot be read", e);
        }
    }

    private static Uni<ReactiveConnection> flushed() {
        return Panache.getSession().chain(session -> session.flush().map(done -> SessionConnection.of(session)));
    }
}
