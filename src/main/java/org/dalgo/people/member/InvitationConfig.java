package org.dalgo.people.member;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Invitations. */
@ConfigMapping(prefix = "dalgo.invitation")
public interface InvitationConfig {

    /** How long an invitation can be accepted, counted from when it was last sent. */
    @WithDefault("7D")
    Duration life();
}
