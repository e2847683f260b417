package org.dalgo.people.notify.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Links into the web app, spelled as its pages want them: no slash before the question mark. */
@ApplicationScoped
public class MailLinks {

    private final String base;

    @Inject
    MailLinks(MailConfig config) {
        String address = config.webApp().toString();
        this.base = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
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

    /** Confirms an address. */
    public String verification(String token) {
        return base + "/verifyemail?token=" + encoded(token);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
