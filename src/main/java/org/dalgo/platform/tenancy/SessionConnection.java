package org.dalgo.platform.tenancy;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;

/** The connection of the current session: the one place that knows a class which Hibernate keeps to itself (ADR 0028). */
final class SessionConnection {

    private SessionConnection() {}

    static Uni<ReactiveConnection> current() {
        return Panache.getSession().map(SessionConnection::of);
    }

    static ReactiveConnection of(Mutiny.Session session) {
        return ((MutinySessionImpl) session).getReactiveConnection();
    }
}
