package org.dalgo.upstream.git;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.Duration;
import org.dalgo.platform.net.AddressNotPermittedException;
import org.dalgo.platform.net.AddressPolicy;

/**
 * Enforces the limits of one git session and records which one was exceeded, because the library hides causes in its
 * own messages. For one thread.
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
    private final AddressPolicy addresses;
    private long bytesLeft;
    private int status;
    private IOException failure;

    TransferLimits(Duration timeout, long maxBytes, AddressPolicy addresses) {
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.bytesLeft = maxBytes;
        this.addresses = addresses;
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

    /** Milliseconds until the session has to end; fails when they are over. */
    int millisLeft() throws IOException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw recordFailure(new SocketTimeoutException());
        }
        return Math.toIntExact(millis);
    }

    /** Fails unless the host may be spoken to: a tenant's address must not lead into our own network. */
    void requirePermittedAddress(URL url) throws IOException {
        try {
            // Java keeps the answer for longer than it takes to connect.
            addresses.resolve(url.getHost());
        } catch (AddressNotPermittedException e) {
            throw recordFailure(new LimitExceeded(
                    url.getHost() + " has no public address. Use a git host that the internet can reach."));
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
