package org.dalgo.platform.orgevent;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseEncoder;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;

/** Queries over events. All join the current transaction. */
@ApplicationScoped
class OrgEventRepository {

    /** Channel of notifications that an organisation has a new event; the payload is its number. */
    static final String CHANNEL = "dalgo_org";

    private final Sql sql;

    @Inject
    OrgEventRepository(Sql sql) {
        this.sql = sql;
    }

    /**
     * Gives an event the next position and notifies all replicas. The organisation's position stays locked until the
     * transaction ends.
     *
     * @param data what the event carries, as JSON
     */
    Uni<Void> insert(OrgId org, OrgEventTopic topic, String data) {
        return sql.rows(
                        "with place as (insert into org_event_counter as p (org_id, position) values ($1, 1)"
                                + " on conflict (org_id) do update set position = p.position + 1 returning p.position),"
                                + " event as (insert into org_event (org_id, position, topic, data)"
                                + " select $1, position, $2, $3 from place)"
                                + " select pg_notify('" + CHANNEL + "', $4) from place",
                        org.value(),
                        topic.eventName(),
                        data,
                        org.toString())
                .replaceWithVoid();
    }

    /** Position of the newest event; 0 when there is none. */
    Uni<Long> position(OrgId org) {
        return sql.firstRow("select position from org_event_counter where org_id = $1", org.value())
                .map(row -> row == null ? 0L : row.longValue("position"));
    }

    /** Events after a position, oldest first. */
    Uni<List<RingBuffer.Item>> after(OrgId org, long position, int limit) {
        return sql.rows(
                        "select position, topic, data from org_event where org_id = $1 and position > $2"
                                + " order by position limit $3",
                        org.value(),
                        position,
                        limit)
                .map(rows -> rows.stream().map(OrgEventRepository::item).toList());
    }

    private static RingBuffer.Item item(Row row) {
        String topic = row.text("topic");
        int mark = OrgEventTopic.of(topic).map(OrgEventTopic::bit).orElse(0);
        long position = row.longValue("position");
        return new RingBuffer.Item(position, mark, SseEncoder.event(Long.toString(position), topic, row.text("data")));
    }
}
