package org.dalgo.platform.orgevent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.dalgo.platform.sse.RingBuffer;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Events of an organisation, stored in the order of commits, for all viewers. */
@ApplicationScoped
public class OrgEventLog {

    /** Channel of notifications that an organisation has a new event; the payload is its number. */
    public static final String CHANNEL = OrgEventRepository.CHANNEL;

    private static final int PAGE = 500;

    private final OrgEventRepository events;
    private final TenantTransactions tenantTransactions;
    private final ObjectMapper json;

    @Inject
    OrgEventLog(OrgEventRepository events, TenantTransactions tenantTransactions, ObjectMapper json) {
        this.events = events;
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
        return events.insert(org, topic, text(data));
    }

    /** Position of the newest event. */
    Uni<Long> position(OrgId org) {
        return tenantTransactions.inOrg(org, () -> events.position(org));
    }

    /** Events after a position, oldest first, at most a page of them. */
    Uni<List<RingBuffer.Item>> after(OrgId org, long position) {
        return tenantTransactions.inOrg(org, () -> events.after(org, position, PAGE));
    }

    private String text(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event cannot be written as JSON", e);
        }
    }
}
