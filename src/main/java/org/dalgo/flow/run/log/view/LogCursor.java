package org.dalgo.flow.run.log.view;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import org.dalgo.platform.digest.ConstantTime;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.platform.error.Failure;

/**
 * A place in the log of one run, as clients hold it: opaque to them, and refused for any other run. It is no secret: a
 * request that presents it still needs the right to read the run.
 */
final class LogCursor {

    private static final int CHECK_BYTES = 8;

    private final UUID flowRunId;

    LogCursor(UUID flowRunId) {
        this.flowRunId = flowRunId;
    }

    /** The cursor of the line at a place; 0 stands before the first. */
    String at(long seq) {
        byte[] cursor = ByteBuffer.allocate(Integer.BYTES + CHECK_BYTES)
                .putInt((int) seq)
                .put(check((int) seq))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /**
     * The place of a cursor.
     *
     * @param cursor from a client
     * @param lines number of lines that the run has
     * @return the place; fails with BAD_REQUEST when it is not one of this run
     */
    long position(String cursor, long lines) {
        byte[] bytes = decode(cursor);
        if (bytes.length == Integer.BYTES + CHECK_BYTES) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int seq = buffer.getInt();
            byte[] check = new byte[CHECK_BYTES];
            buffer.get(check);
            if (seq >= 0 && seq <= lines && ConstantTime.isEqual(check, check(seq))) {
                return seq;
            }
        }
        throw Failure.badRequest("The cursor does not belong to the log of this run.");
    }

    private static byte[] decode(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor.trim());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private byte[] check(int seq) {
        return Sha256.of(flowRunId + "/" + seq).getBytes(0, CHECK_BYTES);
    }
}
