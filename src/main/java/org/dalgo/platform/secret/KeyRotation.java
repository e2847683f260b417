package org.dalgo.platform.secret;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.job.Job;
import org.dalgo.platform.job.JobHandler;
import org.dalgo.platform.job.JobLane;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.jboss.logging.Logger;

/**
 * Encrypts in the background, with the current key, what an older key has encrypted; after that the older key may leave the
 * configuration. Rows of the current key are skipped: an interrupted rotation continues where it stopped, and requests may
 * be repeated.
 */
@ApplicationScoped
public class KeyRotation implements JobHandler {

    private static final Logger LOG = Logger.getLogger(KeyRotation.class);
    private static final String KIND = "rotate-keys";

    /** Rows of one transaction, which locks them. */
    private static final int BATCH = 100;

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final JobQueue jobQueue;
    private final SecretCipher secretCipher;
    private final AuditLog auditLog;
    private final List<SealedColumn> columns;

    @Inject
    KeyRotation(
            TenantTransactions tenantTransactions,
            Sql sql,
            JobQueue jobQueue,
            SecretCipher secretCipher,
            AuditLog auditLog,
            @All List<SealedColumn> columns) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.jobQueue = jobQueue;
        this.secretCipher = secretCipher;
        this.auditLog = auditLog;
        this.columns = columns;
    }

    /**
     * Queues the work, which a running replica does, with an entry of the actor in the audit log.
     *
     * @param actor name of the operator
     */
    public Uni<Void> request(String actor) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, () -> jobQueue.enqueue(KIND, null, Map.of())
                .chain(() -> auditLog.recordFor(
                        0, actor, null, AuditAction.OPERATE, "secret", null, Map.of("command", "rotate-keys"))));
    }

    /** Which key has sealed how much, by column; a key that is not in the list is not needed any more. */
    public Uni<List<KeyUsage>> usage() {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.KEY_ROTATION, () -> Multi.createFrom()
                .iterable(columns)
                .onItem()
                .transformToUniAndConcatenate(this::usage)
                .onItem()
                .<KeyUsage>disjoint()
                .collect()
                .asList());
    }

    List<SealedColumn> columns() {
        return columns;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public JobLane lane() {
        return JobLane.MAINTENANCE;
    }

    /** Long enough for a big installation; what is left then is done by the next attempt. */
    @Override
    public Duration timeout() {
        return Duration.ofHours(1);
    }

    @Override
    public Uni<Void> run(Job job) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (SealedColumn column : columns) {
            done = done.chain(() -> rotate(column, new Cursor(Optional.empty(), 0, 0)));
        }
        return done;
    }

    /**
     * How far a column is.
     *
     * @param last primary key of the last row that was looked at
     * @param sealed rows sealed anew
     * @param unreadable rows that could not be opened
     */
    private record Cursor(Optional<Object> last, int sealed, int unreadable) {

        Cursor next(Object id, boolean opened) {
            return new Cursor(Optional.of(id), sealed + (opened ? 1 : 0), unreadable + (opened ? 0 : 1));
        }
    }

    private Uni<Void> rotate(SealedColumn column, Cursor start) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(start), cursor -> step(column, cursor))
                .whilst(Boolean::booleanValue)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** One batch; answers whether there was one. */
    private Uni<Boolean> step(SealedColumn column, AtomicReference<Cursor> cursor) {
        Cursor from = cursor.get();
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.KEY_ROTATION, () -> batch(column, from)
                        .chain(rows -> sealAll(column, from, rows)))
                .map(to -> {
                    cursor.set(to);
                    boolean moved = !to.last().equals(from.last());
                    report(column, to, moved);
                    return moved;
                });
    }

    private void report(SealedColumn column, Cursor cursor, boolean moved) {
        if (moved) {
            LOG.infof("%s: %d sealed with key %s so far", column.name(), cursor.sealed(), secretCipher.currentKey());
        } else if (cursor.unreadable() > 0) {
            LOG.errorf("%s: %d cannot be read, so they stay as they are", column.name(), cursor.unreadable());
        }
    }

    /** Rows that another key has sealed, in the order of their keys. */
    private Uni<List<Row>> batch(SealedColumn column, Cursor from) {
        Buffer header = Buffer.buffer(SealedSecret.header(secretCipher.currentKey()));
        String query = "select " + column.id() + " as id, " + column.subject() + " as subject, " + column.column()
                + " as sealed from " + column.table() + " where " + column.column() + " is not null and substring("
                + column.column()
                + " from 1 for octet_length($1::bytea)) <> $1::bytea"
                + (from.last().isPresent() ? " and " + column.id() + " > $2" : "") + " order by " + column.id()
                + " limit " + BATCH + " for update";
        return from.last().isPresent() ? sql.rows(query, header, from.last().get()) : sql.rows(query, header);
    }

    private Uni<Cursor> sealAll(SealedColumn column, Cursor from, List<Row> rows) {
        Uni<Cursor> done = Uni.createFrom().item(from);
        for (Row row : rows) {
            done = done.chain(cursor -> seal(column, row).map(opened -> cursor.next(row.value("id"), opened)));
        }
        return done;
    }

    private Uni<Boolean> seal(SealedColumn column, Row row) {
        String owner = column.owner().apply(row.value("subject"));
        SealedSecret fresh;
        try {
            fresh = secretCipher.seal(secretCipher.open(SealedSecret.of(row.bytes("sealed")), owner), owner);
        } catch (UnreadableSecret e) {
            LOG.warnf("%s of %s %s: %s", column.name(), column.id(), row.value("id"), e.getMessage());
            return Uni.createFrom().item(false);
        }
        return sql.update(
                        "update " + column.table() + " set " + column.column() + " = $2 where " + column.id() + " = $1",
                        row.value("id"),
                        Buffer.buffer(fresh.bytes()))
                .replaceWith(true);
    }

    private Uni<List<KeyUsage>> usage(SealedColumn column) {
        // Format: version, length of the key's id, id. What has another format counts as sealed by a key without a
        // name.
        return sql.rows("select case when octet_length(c) > 2 and get_byte(c, 0) = 1"
                        + " then encode(substring(c from 3 for get_byte(c, 1)), 'escape') else '' end as key,"
                        + " count(*) as count from (select " + column.column() + " as c from " + column.table()
                        + " where " + column.column() + " is not null) sealed group by key order by key")
                .map(rows -> rows.stream()
                        .map(row -> keyUsage(column, row.text("key"), row.longValue("count")))
                        .toList());
    }

    private KeyUsage keyUsage(SealedColumn column, String key, long count) {
        return new KeyUsage(column.name(), key, secretCipher.knows(key), key.equals(secretCipher.currentKey()), count);
    }
}
