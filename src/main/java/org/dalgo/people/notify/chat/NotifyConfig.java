package org.dalgo.people.notify.chat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Delivery of notifications. */
@ConfigMapping(prefix = "dalgo.notify")
public interface NotifyConfig {

    /** Hosts to which chat webhooks of organisations may point. */
    @WithDefault("discord.com,discordapp.com,hooks.slack.com")
    List<String> chatHosts();

    /**
     * Whether a chat webhook may speak plain HTTP and have a port of its own: for a chat server in the own network. Its
     * address follows {@code dalgo.net} in any case.
     */
    @WithDefault("false")
    boolean plainChat();

    /** How long a chat server may take to accept a message. */
    @WithDefault("10s")
    Duration chatTimeout();

    /**
     * Address that gets requests to the people who run the platform, such as a larger plan. Unset: each platform
     * administrator gets them.
     */
    Optional<String> platformAddress();

    /** Retention of notifications. */
    @WithDefault("365d")
    Duration kept();
}
