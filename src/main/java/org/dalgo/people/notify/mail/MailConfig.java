package org.dalgo.people.notify.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Contents and delivery of mails. */
@ConfigMapping(prefix = "dalgo.mail")
public interface MailConfig {

    /** Address of the web app, to which the links in mails lead. */
    @WithDefault("http://localhost:3001")
    URI webApp();

    /** Address of this application, whose console has the page that verifies an address. */
    @WithDefault("http://localhost:${quarkus.http.port:8002}")
    URI console();

    /** How long the mail server may take to accept one mail. */
    @WithDefault("30s")
    Duration timeout();

    /** Attempts to send a mail; pauses grow to ten minutes, so 100 attempts bridge an outage of most of a day. */
    @WithDefault("100")
    int attempts();

    /** How long the delivery log is kept. */
    @WithDefault("90d")
    Duration logKept();

    /**
     * Whether sent mails stay readable, for the mailbox page of development. Production leaves it off: mails carry
     * links that grant access.
     */
    @WithDefault("false")
    boolean keepContents();
}
