package org.dalgo.platform.orgevent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.sse.SseConfig;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.sse.SseEncoder;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** What happens in an organisation, written down in the order of commits, for all who watch it. */
@ApplicationScoped
public class OrgEventLog {

    /** Channel that tells replicas which organisation has news. */
    static final String CHANNEL = "dalgo_org";

    private static final int PAGE = 500;

    private final Sql sql;
    private final TenantTransactions tenantTransactions;
    private final ObjectMapper json;
    private final SseConfig config;

    @Inject
    OrgEventLog(Sql sql, TenantTransactions tenantTransactions, ObjectMapper json, SseConfig config) {
        this.sql = sql;
        this.tenantTransactions = tenantTransactions;
        this.json = json;
        this.config = config;
    }

    /**
     * Publishes with the transaction in hand: viewers hear it if and when that commits. The organisation's position stays
     * locked until then, so publish last.
     *
     * @param org where it happened
     * @param topic what it is about
     * @param data what the event carries, as JSON
     */
    public Uni<Void> publish(OrgId org, OrgEventTopic orgEventTopic, Object data) {
        return sql.select(
                        "with place as (insert into org_position as p (org, position) values ($1, 1)"
                                + " on conflict (org) do update set position = p.position + 1 returning p.position),"
                                + " event as (insert into org_event (org, position, topic, data)"
                                + " select $1, position, $2, $3 from place)"
                                + " select pg_notify('" + CHANNEL + "', $4) from place",
                        org.value(),
                        orgEventTopic.eventName(),
                        text(data),
                        org.toString())
                .replaceWithVoid();
    }

    /** Position of the newest event. */
    Uni<Long> position(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> sql.first("select position from org_position where org = $1", org.value()))
                .map(row -> row == null ? 0L : (Long) row[0]);
    }

    /** Events after a position, oldest first, at most a page of them. */
    Uni<List<RingBuffer.Item>> after(OrgId org, long position) {
        return tenantTransactions
                .inOrg(
                        org,
                        () -> sql.select(
                                "select position, topic, data from org_event where org = $1 and position > $2"
                                        + " order by position limit " + PAGE,
                                org.value(),
                                position))
                .map(rows -> rows.stream().map(OrgEventLog::item).toList());
    }

    /** A fixed window, so that who resumes within it misses nothing. */
    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        return tenantTransactions
                .acrossOrgs(
                        CrossTenantPurpose.HOUSEKEEPING,
                        () -> sql.update(
                                "delete from org_event where at < now() - $1 * interval '1 second'",
                                config.kept().toSeconds()))
                .replaceWithVoid();
    }

    private static RingBuffer.Item item(Object[] row) {
        String topic = (String) row[1];
        int mark = OrgEventTopic.of(topic).map(OrgEventTopic::bit).orElse(0);
        return new RingBuffer.Item((Long) row[0], mark, SseEncoder.event(row[0].toString(), topic, (String) row[2]));
    }

    private String text(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event that is no JSON", e);
        }
    }
}
