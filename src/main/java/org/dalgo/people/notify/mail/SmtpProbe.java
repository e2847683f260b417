package org.dalgo.people.notify.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects to a mail server, secures the connection and signs in, without sending a mail. The mail client can only send.
 * Blocks: for commands only.
 */
final class SmtpProbe implements AutoCloseable {

    /** Whether the connection becomes encrypted after it is made. */
    enum StartTls {
        DISABLED,
        OPTIONAL,
        REQUIRED
    }

    /**
     * How to reach the server.
     *
     * @param host its name
     * @param port its port
     * @param tls whether it speaks TLS from the first byte
     * @param startTls otherwise, whether TLS follows
     * @param username name to sign in with, if it asks for one
     * @param password its password
     */
    record Target(
            String host,
            int port,
            boolean tls,
            StartTls startTls,
            Optional<String> username,
            Optional<String> password) {

        /** Without the password. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * What was reached.
     *
     * @param encrypted whether the connection is encrypted
     * @param signedIn whether the server accepted name and password
     */
    record Outcome(boolean encrypted, boolean signedIn) {}

    private static final int MAX_LINES = 100;

    private final Target target;
    private final SSLSocketFactory tls;
    private Socket socket;
    private BufferedReader in;

    private SmtpProbe(Target target, SSLSocketFactory tls) {
        this.target = target;
        this.tls = tls;
    }

    /** Fails with a message for the operator, which names no password. */
    static Outcome probe(Target target, SSLSocketFactory tls, Duration limit) throws IOException {
        try (SmtpProbe probe = new SmtpProbe(target, tls)) {
            return probe.run(Math.toIntExact(limit.toMillis()));
        }
    }

    private Outcome run(int limitMillis) throws IOException {
        use(new Socket());
        socket.connect(new InetSocketAddress(target.host(), target.port()), limitMillis);
        socket.setSoTimeout(limitMillis);
        boolean encrypted = target.tls();
        use(encrypted ? secured() : socket);
        expect(2, "its greeting");
        String offers = hello();
        if (!encrypted && target.startTls() != StartTls.DISABLED) {
            encrypted = offers.contains("STARTTLS");
            if (encrypted) {
                send("STARTTLS");
                expect(2, "STARTTLS");
                use(secured());
                offers = hello();
            } else if (target.startTls() == StartTls.REQUIRED) {
                throw new IOException("it does not offer STARTTLS");
            }
        }
        boolean signedIn = signIn(offers);
        send("QUIT");
        return new Outcome(encrypted, signedIn);
    }

    private String hello() throws IOException {
        send("EHLO localhost");
        return expect(2, "EHLO").toUpperCase(Locale.ROOT);
    }

    private boolean signIn(String offers) throws IOException {
        if (target.username().isEmpty()) {
            return false;
        }
        String name = target.username().get();
        String password = target.password().orElse("");
        if (offers.contains("PLAIN")) {
            send("AUTH PLAIN " + base64('\0' + name + '\0' + password));
        } else {
            send("AUTH LOGIN");
            expect(3, "AUTH LOGIN");
            send(base64(name));
            expect(3, "the user name");
            send(base64(password));
        }
        expect(2, "name and password");
        return true;
    }

    private Socket secured() throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, target.host(), target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private void use(Socket current) throws IOException {
        socket = current;
        in = current.isConnected()
                ? new BufferedReader(new InputStreamReader(current.getInputStream(), StandardCharsets.ISO_8859_1))
                : null;
    }

    private void send(String command) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** All lines of a reply, which must be of this class. */
    private String expect(int replyClass, String subject) throws IOException {
        StringBuilder reply = new StringBuilder();
        for (int lines = 0; lines < MAX_LINES; lines++) {
            String line = in.readLine();
            if (line == null || line.length() < 3) {
                throw new IOException("it is no mail server: it broke off at " + subject);
            }
            reply.append(line).append('\n');
            boolean last = line.length() == 3 || line.charAt(3) != '-';
            if (last) {
                if (line.charAt(0) != '0' + replyClass) {
                    // The reply's code only: servers repeat what was sent.
                    throw new IOException("it refused " + subject + " with " + line.substring(0, 3));
                }
                return reply.toString();
            }
        }
        throw new IOException("it is no mail server: its reply does not end");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }
}
