package org.dalgo.people.notify.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Links into the web app, spelled as its pages expect them: no slash before the question mark. A page that the web app
 * lacks is the console's.
 */
@ApplicationScoped
public class MailLinks {

    private final String base;
    private final String console;

    @Inject
    MailLinks(MailConfig config) {
        this.base = withoutSlash(config.webApp());
        this.console = withoutSlash(config.console());
    }

    private static String withoutSlash(URI uri) {
        String address = uri.toString();
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** The first page. */
    public String home() {
        return base;
    }

    /** The list of pipelines and their runs. */
    public String pipelines() {
        return base + "/orchestrate";
    }

    /** The list of connections and their syncs. */
    public String connections() {
        return base + "/ingest";
    }

    /** The dbt project and its tasks. */
    public String transformation() {
        return base + "/transform";
    }

    /** Accepts an invitation. */
    public String invitation(String code) {
        return base + "/invitations?invite_code=" + encoded(code);
    }

    /** Sets a new password. */
    public String passwordReset(String token) {
        return base + "/resetpassword?token=" + encoded(token);
    }

    /** Verifies an address, on the console: the web app has no such page. */
    public String verification(String token) {
        return console + "/verifyemail?token=" + encoded(token);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
