package org.dalgo.people.member;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.dalgo.platform.access.Allowance;

/** Invitations. */
@ConfigMapping(prefix = "dalgo.invitation")
public interface InvitationConfig {

    /** How long an invitation can be accepted, counted from when it was last sent. */
    @WithDefault("7D")
    Duration life();

    /** How many invitations one person may send. */
    @WithDefault("100/1h")
    Allowance bySender();

    /** How many mails one invited address may get. */
    @WithDefault("5/1h")
    Allowance byRecipient();

    /** How often a code may be tried from one network address. */
    @WithDefault("60/15m")
    Allowance codesByAddress();
}
