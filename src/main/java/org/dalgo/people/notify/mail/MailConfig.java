package org.dalgo.people.notify.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;

/** What mails say about this installation. */
@ConfigMapping(prefix = "dalgo.mail")
public interface MailConfig {

    /** Address of the web app, to which the links in mails lead. */
    @WithDefault("http://localhost:3000")
    URI webApp();
}
