package org.dalgo.operator;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dalgo.flow.FlowProfile;
import org.dalgo.flow.PrefectStub;
import org.dalgo.testsupport.TestServers;

/**
 * What operators switch on, over the stubbed upstreams of flows: tracing, a log in JSON and a mail server that asks who
 * sends. One profile for all of it, as each costs an application of its own.
 */
public class OperatedProfile extends FlowProfile {

    public static final Path LOG = Path.of("target", "json-log-test.log");
    public static final String MAIL_USER = "dalgo";
    public static final String MAIL_PASSWORD = "s3cret-of-the-mailer";

    /** Port at which a test may start the mail server. */
    public static int mailPort() {
        // The profile is loaded apart from the tests; system properties are common to both.
        return Integer.parseInt(System.getProperties()
                .computeIfAbsent("org.dalgo.test.smtp-port", ignored -> Integer.toString(TestServers.freePort()))
                .toString());
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        settings.put("quarkus.otel.bsp.schedule.delay", "200ms");

        settings.put("quarkus.log.file.enabled", "true");
        settings.put("quarkus.log.file.path", LOG.toString());
        settings.put("quarkus.log.file.json.enabled", "true");
        settings.put("quarkus.log.category.\"org.dalgo.platform.error\".level", "DEBUG");

        settings.put("quarkus.mailer.mock", "false");
        settings.put("quarkus.mailer.host", "127.0.0.1");
        settings.put("quarkus.mailer.port", Integer.toString(mailPort()));
        settings.put("quarkus.mailer.username", MAIL_USER);
        settings.put("quarkus.mailer.password", MAIL_PASSWORD);
        settings.put("quarkus.mailer.start-tls", "DISABLED");
        settings.put("dalgo.mail.timeout", "2s");
        settings.put("dalgo.mail.keep-contents", "false");
        settings.put("dalgo.check.timeout", "8s");
        return settings;
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(PrefectStub.class), new TestResourceEntry(SpanCollector.class));
    }
}
