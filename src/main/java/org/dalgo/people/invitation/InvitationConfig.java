package org.dalgo.people.invitation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.dalgo.platform.ratelimit.RateLimit;

/** Invitations. */
@ConfigMapping(prefix = "dalgo.invitation")
public interface InvitationConfig {

    /** How long an invitation can be accepted, counted from when it was last sent. */
    @WithDefault("7D")
    Duration life();

    /** How many invitations one person may send. */
    @WithDefault("100/1h")
    RateLimit bySender();

    /** How many mails one invited address may get. */
    @WithDefault("5/1h")
    RateLimit byRecipient();

    /** How often a code may be tried from one network address. */
    @WithDefault("60/15m")
    RateLimit codesByAddress();
}
