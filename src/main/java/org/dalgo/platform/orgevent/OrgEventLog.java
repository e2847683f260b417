package org.dalgo.platform.orgevent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseEncoder;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Events of an organisation, stored in the order of commits, for all viewers. */
@ApplicationScoped
public class OrgEventLog {

    /** Channel of notifications that an organisation has a new event; the payload is its number. */
    public static final String CHANNEL = "dalgo_org";

    private static final int PAGE = 500;

    private final Sql sql;
    private final TenantTransactions tenantTransactions;
    private final ObjectMapper json;

    @Inject
    OrgEventLog(Sql sql, TenantTransactions tenantTransactions, ObjectMapper json) {
        this.sql = sql;
        this.tenantTransactions = tenantTransactions;
        this.json = json;
    }

    /**
     * Publishes with the current transaction: viewers get the event if and when that commits. The organisation's position stays
     * locked until then, so publish last.
     *
     * @param org where it happened
     * @param topic what it is about
     * @param data what the event carries, as JSON
     */
    public Uni<Void> publish(OrgId org, OrgEventTopic topic, Object data) {
        return sql.rows(
                        "with place as (insert into org_event_counter as p (org_id, position) values ($1, 1)"
                                + " on conflict (org_id) do update set position = p.position + 1 returning p.position),"
                                + " event as (insert into org_event (org_id, position, topic, data)"
                                + " select $1, position, $2, $3 from place)"
                                + " select pg_notify('" + CHANNEL + "', $4) from place",
                        org.value(),
                        topic.eventName(),
                        text(data),
                        org.toString())
                .replaceWithVoid();
    }

    /** Position of the newest event. */
    Uni<Long> position(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> sql.firstRow("select position from org_event_counter where org_id = $1", org.value()))
                .map(row -> row == null ? 0L : row.longValue("position"));
    }

    /** Events after a position, oldest first, at most a page of them. */
    Uni<List<RingBuffer.Item>> after(OrgId org, long position) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.rows(
                                "select position, topic, data from org_event where org_id = $1 and position > $2"
                                        + " order by position limit " + PAGE,
                                org.value(),
                                position))
                .map(rows -> rows.stream().map(OrgEventLog::item).toList());
    }

    private static RingBuffer.Item item(Row row) {
        String topic = row.text("topic");
        int mark = OrgEventTopic.of(topic).map(OrgEventTopic::bit).orElse(0);
        long position = row.longValue("position");
        return new RingBuffer.Item(position, mark, SseEncoder.event(Long.toString(position), topic, row.text("data")));
    }

    private String text(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event cannot be written as JSON", e);
        }
    }
}
