package org.dalgo.upstream.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import org.dalgo.platform.http.PublicAddress;

/**
 * Keeps one conversation within its limits, and remembers how it went: the library wraps what goes wrong into texts of its
 * own. For one thread.
 */
final class Watch {

    /** A limit was passed; the message is for the tenant. */
    static final class Overrun extends IOException {

        private static final long serialVersionUID = 1L;

        Overrun(String message) {
            super(message);
        }
    }

    private final long deadline;
    private final boolean privateHosts;
    private long left;
    private int status;
    private IOException failure;

    Watch(Duration timeout, long maxBytes, boolean privateHosts) {
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.left = maxBytes;
        this.privateHosts = privateHosts;
    }

    /** Status of the last answer, 0 before the first. */
    int status() {
        return status;
    }

    void answered(int code) {
        status = code;
    }

    /** What went wrong on the way to the host, or null. */
    IOException failure() {
        return failure;
    }

    IOException failed(IOException cause) {
        failure = cause;
        return cause;
    }

    /** Milliseconds until the conversation has to end; fails when they are over. */
    int millisLeft() throws IOException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw failed(new SocketTimeoutException());
        }
        return Math.toIntExact(millis);
    }

    /** Fails unless the host may be spoken to: a tenant's address must not lead into our own network. */
    void admit(URL url) throws IOException {
        if (privateHosts) {
            return;
        }
        try {
            // Java keeps the answer for longer than it takes to connect.
            if (!Arrays.stream(InetAddress.getAllByName(url.getHost())).allMatch(PublicAddress::is)) {
                throw failed(new Overrun(url.getHost() + " has no public address"));
            }
        } catch (UnknownHostException e) {
            throw failed(e);
        }
    }

    InputStream within(InputStream answer) {
        return new FilterInputStream(answer) {

            @Override
            public int read() throws IOException {
                millisLeft();
                int read = in.read();
                count(read < 0 ? 0 : 1);
                return read;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                millisLeft();
                int read = in.read(buffer, offset, length);
                count(Math.max(read, 0));
                return read;
            }
        };
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw failed(new Overrun("the repository is larger than what is read of one"));
        }
    }
}
