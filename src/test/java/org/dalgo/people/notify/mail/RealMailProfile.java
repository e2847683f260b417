package org.dalgo.people.notify.mail;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;

/** The application as production has it: mails go to a server, and what was sent is not kept. */
public class RealMailProfile implements QuarkusTestProfile {

    /** System property under which the test finds the port of the mail server. */
    static final String PORT = "org.dalgo.test.smtp-port";

    @Override
    public Map<String, String> getConfigOverrides() {
        String port = Integer.toString(freePort());
        System.setProperty(PORT, port);
        return Map.of(
                "quarkus.mailer.mock", "false",
                "quarkus.mailer.host", "127.0.0.1",
                "quarkus.mailer.port", port,
                "quarkus.mailer.start-tls", "DISABLED",
                "dalgo.mail.timeout", "2s",
                "dalgo.mail.keep-contents", "false",
                "dalgo.run.watch", "false");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
