package org.dalgo.people.notify.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;

/** Counts mails and chat messages by the outcome of each attempt. */
@Startup
@ApplicationScoped
public class DeliveryMeter {

    /** Way to a person. */
    public enum Channel {
        MAIL,
        CHAT
    }

    /** How an attempt ended. */
    public enum Outcome {
        /** The server took it. */
        SENT,
        /** Tried again later. */
        FAILED,
        /** The server will never take it. */
        REJECTED,
        /** Tried too often. */
        GIVEN_UP
    }

    private final MeterRegistry meters;

    @Inject
    DeliveryMeter(MeterRegistry meters) {
        this.meters = meters;
        for (Channel channel : Channel.values()) {
            for (Outcome outcome : Outcome.values()) {
                counter(channel, outcome);
            }
        }
    }

    public void count(Channel channel, Outcome outcome) {
        counter(channel, outcome).increment();
    }

    private Counter counter(Channel channel, Outcome outcome) {
        return Counter.builder("dalgo.notification.deliveries")
                .description("Attempts to deliver mails and chat messages")
                .tag("channel", channel.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }
}
