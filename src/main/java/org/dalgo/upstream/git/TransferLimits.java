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
import org.dalgo.platform.net.AddressPolicy;

/**
 * Keeps one conversation within its limits, and remembers how it went: the library wraps what goes wrong into texts of its
 * own. For one thread.
 */
final class TransferLimits {

    /** A limit was passed; the message is for the tenant. */
    static final class LimitExceeded extends IOException {

        private static final long serialVersionUID = 1L;

        LimitExceeded(String message) {
            super(message);
        }
    }

    private final long deadline;
    private final boolean privateHosts;
    private long bytesLeft;
    private int status;
    private IOException failure;

    TransferLimits(Duration timeout, long maxBytes, boolean privateHosts) {
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.bytesLeft = maxBytes;
        this.privateHosts = privateHosts;
    }

    /** Status of the last answer, 0 before the first. */
    int status() {
        return status;
    }

    void recordStatus(int code) {
        status = code;
    }

    /** What went wrong on the way to the host, or null. */
    IOException failure() {
        return failure;
    }

    IOException recordFailure(IOException cause) {
        failure = cause;
        return cause;
    }

    /** Milliseconds until the conversation has to end; fails when they are over. */
    int millisLeft() throws IOException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw recordFailure(new SocketTimeoutException());
        }
        return Math.toIntExact(millis);
    }

    /** Fails unless the host may be spoken to: a tenant's address must not lead into our own network. */
    void requirePublicAddress(URL url) throws IOException {
        if (privateHosts) {
            return;
        }
        try {
            // Java keeps the answer for longer than it takes to connect.
            if (!Arrays.stream(InetAddress.getAllByName(url.getHost())).allMatch(AddressPolicy::isPublic)) {
                throw recordFailure(new LimitExceeded(
                        url.getHost() + " has no public address. Use a git host that the internet can reach."));
            }
        } catch (UnknownHostException e) {
            throw recordFailure(e);
        }
    }

    InputStream limit(InputStream answer) {
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
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw recordFailure(
                    new LimitExceeded("The repository is larger than what is read of one. Connect a smaller one."));
        }
    }
}
