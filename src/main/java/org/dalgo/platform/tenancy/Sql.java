package org.dalgo.platform.tenancy;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;

/**
 * Plain SQL on the connection of the current unit of work: for statements that entities cannot express (locks, sequences,
 * projections of many rows). Pending changes of entities are flushed first. Use it inside the {@link TenantTransactions} only.
 */
@ApplicationScoped
public class Sql {

    /** Runs statements without parameters; unprepared, or each organisation would take a place among the prepared ones. */
    Uni<Void> run(String statements) {
        return connection().chain(c -> Uni.createFrom().completionStage(() -> c.executeUnprepared(statements)));
    }

    /** Sends pending changes of entities. */
    Uni<Void> flush() {
        return Panache.getSession().chain(Mutiny.Session::flush);
    }

    /** Runs a change; answers the number of rows it touched. */
    public Uni<Integer> update(String statement, Object... parameters) {
        return flushed().chain(c -> Uni.createFrom().completionStage(() -> c.update(statement, parameters)));
    }

    /** Runs a query, or a change with {@code returning}; one array of column values for each row. */
    public Uni<List<Object[]>> select(String statement, Object... parameters) {
        return flushed()
                .chain(c -> Uni.createFrom().completionStage(() -> c.select(statement, parameters)))
                .map(Sql::rows);
    }

    /** The first row of a query, or null. */
    public Uni<Object[]> first(String statement, Object... parameters) {
        return select(statement, parameters).map(rows -> rows.isEmpty() ? null : rows.get(0));
    }

    private static List<Object[]> rows(ReactiveConnection.Result result) {
        List<Object[]> rows = new ArrayList<>(result.size());
        while (result.hasNext()) {
            rows.add(result.next());
        }
        return rows;
    }

    private static Uni<ReactiveConnection> flushed() {
        return Panache.getSession().chain(session -> session.flush().chain(Sql::connection));
    }

    private static Uni<ReactiveConnection> connection() {
        return Panache.getSession().map(session -> ((MutinySessionImpl) session).getReactiveConnection());
    }
}
