package org.dalgo.data.connector.command;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Commands of organisations and their outcomes. All methods join the current unit of work. */
@ApplicationScoped
class ConnectorCommandRepository {

    /** A command that has not ended. */
    record Open(String kind, SealedSecret request) {}

    /**
     * How far a command is.
     *
     * @param outcome null until it has ended
     */
    record Progress(String outcome) {}

    private final Sql sql;

    @Inject
    ConnectorCommandRepository(Sql sql) {
        this.sql = sql;
    }

    /** The command under way for that request, if there is one. */
    Uni<Optional<Long>> findOpen(OrgId org, Buffer fingerprint) {
        return sql.firstRow(
                        "select id from connector_command where org_id = $1 and fingerprint = $2 and ended_at is null",
                        org.value(),
                        fingerprint)
                .map(ConnectorCommandRepository::id);
    }

    /** The newest result for that request that no client has received. */
    Uni<Optional<Long>> findUnreceived(OrgId org, Buffer fingerprint, Duration kept) {
        return sql.firstRow(
                        "select id from connector_command where org_id = $1 and fingerprint = $2 and kept"
                                + " and received_at is null and ended_at > now() - $3 * interval '1 second'"
                                + " order by id desc limit 1",
                        org.value(),
                        fingerprint,
                        kept.toSeconds())
                .map(ConnectorCommandRepository::id);
    }

    /** Commands under way; the number holds until the end of the unit of work. */
    Uni<Long> countOpen(OrgId org) {
        return sql.lock("connector commands", org)
                .chain(() -> sql.firstRow(
                        "select count(*) as open from connector_command where org_id = $1 and ended_at is null",
                        org.value()))
                .map(row -> row.longValue("open"));
    }

    /** Adds a command; answers nothing when another unit of work added one for the same request meanwhile. */
    Uni<Optional<Long>> insert(OrgId org, String kind, Buffer fingerprint, SealedSecret request) {
        return sql.firstRow(
                        "insert into connector_command (org_id, kind, fingerprint, request) values ($1, $2, $3, $4)"
                                + " on conflict (org_id, fingerprint) where ended_at is null do nothing returning id",
                        org.value(),
                        kind,
                        fingerprint,
                        Buffer.buffer(request.bytes()))
                .map(ConnectorCommandRepository::id);
    }

    /** The command of that id unless it has ended. */
    Uni<Optional<Open>> open(OrgId org, long id) {
        return sql.firstRow(
                        "select kind, request from connector_command"
                                + " where org_id = $1 and id = $2 and ended_at is null",
                        org.value(),
                        id)
                .map(row -> Optional.ofNullable(row)
                        .map(found -> new Open(found.text("kind"), SealedSecret.of(found.bytes("request")))));
    }

    /** How far a command is; empty when there is none. */
    Uni<Optional<Progress>> progress(OrgId org, long id) {
        return sql.firstRow("select outcome from connector_command where org_id = $1 and id = $2", org.value(), id)
                .map(row -> Optional.ofNullable(row).map(found -> new Progress(found.text("outcome"))));
    }

    /**
     * Ends a command. Its request, which may hold credentials, is deleted with that.
     *
     * @param kept whether the outcome may answer a later request
     */
    Uni<Integer> end(OrgId org, long id, String outcome, boolean kept) {
        return sql.update(
                "update connector_command set ended_at = now(), request = null, outcome = $3, kept = $4"
                        + " where org_id = $1 and id = $2 and ended_at is null",
                org.value(),
                id,
                outcome,
                kept);
    }

    /** No later request finds the results that are kept, nor the commands under way, by the fingerprint of its own. */
    Uni<Integer> discardResults(OrgId org) {
        return sql.update(
                "update connector_command set fingerprint = int8send(id), kept = false"
                        + " where org_id = $1 and (ended_at is null or kept)",
                org.value());
    }

    Uni<Integer> markReceived(OrgId org, long id) {
        return sql.update(
                "update connector_command set received_at = now()"
                        + " where org_id = $1 and id = $2 and received_at is null",
                org.value(),
                id);
    }

    private static Optional<Long> id(Row row) {
        return Optional.ofNullable(row).map(found -> found.longValue("id"));
    }
}
