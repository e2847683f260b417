package org.dalgo.platform.check;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * Settings with which production does not start. What cannot be unsafe is not here: a webhook without a key does not exist,
 * an embedded database has to be asked for, and keys that encrypt credentials are judged where they are read.
 */
public enum UnsafeSetting {
    /** Cookies without the attribute Secure. */
    PLAIN_COOKIES(
            "dalgo.auth.secure-cookies",
            "session cookies travel over plain HTTP, where the network can read them",
            "remove the setting and let a proxy terminate TLS",
            settings -> settings.isFalse("dalgo.auth.secure-cookies")),

    /** CORS that lets any page act for the person who is signed in. */
    OPEN_CORS(
            "dalgo.http.web-app-origins",
            "every web page may call this API with the cookies of the person who looks at it",
            "list the origin of the web app, for example https://dalgo.example.org, without * and without a pattern",
            settings -> Origins.areOpen(settings.list("dalgo.http.web-app-origins"))
                    || Origins.areOpen(settings.list("quarkus.http.cors.origins"))),

    /** Health, metrics, OpenAPI and Swagger UI on the public port. */
    PUBLIC_MANAGEMENT(
            "quarkus.management.enabled",
            "metrics, health and Swagger UI are answered on the public port",
            "remove the setting and build again: production serves them on the management port",
            settings -> settings.isFalse("quarkus.management.enabled")),

    /** Client addresses that clients choose themselves. */
    FORGED_CLIENT_ADDRESSES(
            "quarkus.http.proxy.proxy-address-forwarding",
            "any client may claim any address, which defeats rate limits and falsifies the audit log",
            "name the proxies in quarkus.http.proxy.trusted-proxies",
            settings -> settings.isTrue("quarkus.http.proxy.proxy-address-forwarding")
                    && (settings.isAbsent("quarkus.http.proxy.trusted-proxies")
                            || settings.list("quarkus.http.proxy.trusted-proxies").stream()
                                    .anyMatch(UnsafeSetting::isEverybody))),

    /** A key of Prefect's webhook that can be guessed. */
    SHORT_RUN_WEBHOOK_KEY(
            "dalgo.run.webhook-key",
            "the key of the webhook can be guessed",
            "set at least 16 characters (openssl rand -hex 16), or remove the setting: the webhook then does not exist",
            settings -> settings.isShorterThan(16, "dalgo.run.webhook-key")),

    /** A key of Airbyte's webhook that can be guessed. */
    SHORT_INGEST_WEBHOOK_KEY(
            "dalgo.ingest.webhook-key",
            "the key of the webhook can be guessed",
            "set at least 16 characters (openssl rand -hex 16), or remove the setting: the webhook then does not exist",
            settings -> settings.isShorterThan(16, "dalgo.ingest.webhook-key")),

    /** Hosts that tenants name may be this machine. */
    LOOPBACK_ADDRESSES(
            "dalgo.net.loopback-addresses",
            "tenants can make this process call services of its own machine",
            "remove the setting; list networks of warehouses in dalgo.net.allowed-networks",
            settings -> settings.isTrue("dalgo.net.loopback-addresses")),

    /** Repositories may be folders of this machine. */
    LOCAL_REPOSITORIES(
            "dalgo.transform.local-repositories",
            "tenants can read folders of this machine as repositories",
            "remove the setting; repositories are then read over HTTPS only",
            settings -> settings.isTrue("dalgo.transform.local-repositories")),

    /** Chat messages without TLS. */
    PLAIN_CHAT(
            "dalgo.notify.plain-chat",
            "addresses of chat webhooks, which are credentials, travel over plain HTTP",
            "remove the setting",
            settings -> settings.isTrue("dalgo.notify.plain-chat")),

    /** Mails that stay legible in the database. */
    KEPT_MAILS(
            "dalgo.mail.keep-contents",
            "sent mails stay legible in the database, and their links grant access",
            "remove the setting",
            settings -> settings.isTrue("dalgo.mail.keep-contents")),

    /** Mails that are never sent. */
    MOCKED_MAIL(
            "quarkus.mailer.mock",
            "mails are recorded as sent and never arrive",
            "remove the setting and name a mail server in quarkus.mailer.host",
            settings -> settings.isTrue("quarkus.mailer.mock")),

    /** TLS without verification of the peer. */
    UNVERIFIED_TLS(
            "quarkus.tls.trust-all",
            "the certificates of other systems are not verified, so that anybody between can read credentials",
            "remove every setting that ends in trust-all; add the authority to quarkus.tls.trust-store",
            settings -> settings.isAnyTrue("quarkus.", ".trust-all"));

    private final String option;
    private final String risk;
    private final String remedy;
    private final Predicate<Settings> unsafe;

    UnsafeSetting(String option, String risk, String remedy, Predicate<Settings> unsafe) {
        this.option = option;
        this.risk = risk;
        this.remedy = remedy;
        this.unsafe = unsafe;
    }

    /** Whether a network holds half of all addresses or more. */
    private static boolean isEverybody(String network) {
        return network.endsWith("/0") || network.endsWith("/1");
    }

    boolean isIn(Settings settings) {
        return unsafe.test(settings);
    }

    /** The setting and what it risks. */
    String problem() {
        return option + ": " + risk;
    }

    String remedy() {
        return remedy;
    }

    /** The name by which {@link ProductionConfig#acceptedRisks} accepts it. */
    String acceptedAs() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
