package org.dalgo.people.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocketFactory;
import org.dalgo.people.notify.mail.SmtpProbe.StartTls;
import org.dalgo.people.notify.mail.SmtpProbe.Target;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The probe of the mail server, before a real one and before what is none. */
class SmtpProbeTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String PASSWORD = "s3cret-of-the-mailer";

    private final int port = TestServers.freePort();
    private final GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.setUser("dalgo@ngo.test", "dalgo", PASSWORD);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void itSignsInAndSendsNothing() throws IOException {
        SmtpProbe.Outcome outcome = probe(port, StartTls.OPTIONAL, "dalgo", PASSWORD);

        assertThat(outcome.signedIn()).isTrue();
        assertThat(outcome.encrypted()).isFalse();
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefusedAndNotRepeated() {
        assertThatIOException()
                .isThrownBy(() -> probe(port, StartTls.OPTIONAL, "dalgo", "not-" + PASSWORD))
                .withMessageContaining("refused name and password with 535")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(PASSWORD));
    }

    @Test
    void requiredEncryptionThatIsNotOfferedFails() {
        assertThatIOException()
                .isThrownBy(() -> probe(port, StartTls.REQUIRED, "dalgo", PASSWORD))
                .withMessageContaining("STARTTLS");
    }

    @Test
    void aServerOfSomethingElseIsNoMailServer() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            answer(other, "HTTP/1.1 400 Bad Request\r\n\r\n");

            assertThatIOException()
                    .isThrownBy(() -> probe(other.getLocalPort(), StartTls.OPTIONAL, "dalgo", PASSWORD))
                    .withMessageContaining("refused its greeting");
        }
    }

    @Test
    void aSilentServerCostsABoundedTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Target target = target(silent.getLocalPort(), StartTls.OPTIONAL, "dalgo", PASSWORD);

            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> SmtpProbe.probe(target, sockets(), Duration.ofMillis(200)));
        }
    }

    @Test
    void aTargetNamesNoPassword() {
        assertThat(target(port, StartTls.OPTIONAL, "dalgo", PASSWORD)).hasToString("127.0.0.1:" + port);
    }

    private static SmtpProbe.Outcome probe(int port, StartTls startTls, String user, String password)
            throws IOException {
        return SmtpProbe.probe(target(port, startTls, user, password), sockets(), LIMIT);
    }

    private static Target target(int port, StartTls startTls, String user, String password) {
        return new Target("127.0.0.1", port, false, startTls, Optional.of(user), Optional.of(password));
    }

    private static SSLSocketFactory sockets() {
        return (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    private static void answer(ServerSocket server, String text) {
        CompletableFuture.runAsync(() -> {
            try (var client = server.accept()) {
                client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
