package org.dalgo.people.notify.mail;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.dalgo.platform.check.CheckConfig;
import org.dalgo.platform.check.CheckResult;
import org.dalgo.platform.check.SystemCheck;
import org.eclipse.microprofile.config.Config;

/** Connects to the mail server as the mailer would, signs in and sends nothing. */
@ApplicationScoped
class MailServerCheck implements SystemCheck {

    private static final int PLAIN_PORT = 25;
    private static final int TLS_PORT = 465;

    private final Config settings;
    private final TlsConfigurationRegistry tls;
    private final CheckConfig config;

    @Inject
    MailServerCheck(Config settings, TlsConfigurationRegistry tls, CheckConfig config) {
        this.settings = settings;
        this.tls = tls;
        this.config = config;
    }

    @Override
    public String system() {
        return "Mail server";
    }

    @Override
    public String remedy() {
        return "check QUARKUS_MAILER_HOST, QUARKUS_MAILER_PORT, QUARKUS_MAILER_TLS, QUARKUS_MAILER_START_TLS,"
                + " QUARKUS_MAILER_USERNAME and QUARKUS_MAILER_PASSWORD";
    }

    @Override
    public Uni<List<CheckResult>> check() {
        if (text("host").isEmpty()) {
            return Uni.createFrom()
                    .item(List.of(CheckResult.warning(
                            "no mail server is configured: mails wait, and are given up after most of a day",
                            "set QUARKUS_MAILER_HOST")));
        }
        return Uni.createFrom().item(this::probe).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private List<CheckResult> probe() {
        SmtpProbe.Target target = target();
        try {
            SmtpProbe.Outcome reached = SmtpProbe.probe(target, sockets(), config.timeout());
            String words = target + " accepts mails, " + (reached.encrypted() ? "encrypted" : "not encrypted")
                    + (reached.signedIn() ? ", signed in" : ", without a sign-in");
            return List.of(
                    reached.encrypted()
                            ? CheckResult.ok(words)
                            : CheckResult.warning(
                                    words, "set QUARKUS_MAILER_START_TLS=REQUIRED or QUARKUS_MAILER_TLS=true"));
        } catch (IOException e) {
            throw new IllegalStateException(target + " cannot be used: " + e.getMessage(), e);
        }
    }

    private SmtpProbe.Target target() {
        boolean secured = settings.getOptionalValue("quarkus.mailer.tls", Boolean.class)
                .or(() -> settings.getOptionalValue("quarkus.mailer.ssl", Boolean.class))
                .orElse(false);
        return new SmtpProbe.Target(
                text("host").orElseThrow(),
                settings.getOptionalValue("quarkus.mailer.port", Integer.class).orElse(secured ? TLS_PORT : PLAIN_PORT),
                secured,
                text("start-tls")
                        .map(name -> SmtpProbe.StartTls.valueOf(name.toUpperCase(Locale.ROOT)))
                        .orElse(SmtpProbe.StartTls.OPTIONAL),
                text("username"),
                text("password"));
    }

    /** The trust of the mailer's TLS configuration, or of this Java. */
    private SSLSocketFactory sockets() {
        try {
            SSLContext context = text("tls-configuration-name")
                    .flatMap(tls::get)
                    .or(tls::getDefault)
                    .orElseThrow()
                    .createSSLContext();
            return context.getSocketFactory();
        } catch (Exception e) {
            throw new IllegalStateException("its TLS configuration cannot be used: " + e.getMessage(), e);
        }
    }

    private Optional<String> text(String name) {
        return settings.getOptionalValue("quarkus.mailer." + name, String.class).filter(value -> !value.isBlank());
    }
}
