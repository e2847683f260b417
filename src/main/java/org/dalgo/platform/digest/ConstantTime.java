package org.dalgo.platform.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Comparisons of secrets. Their duration does not depend on where the two differ. */
public final class ConstantTime {

    private ConstantTime() {}

    /** Whether two texts are equal; false when one of them is null. */
    public static boolean isEqual(String one, String other) {
        return one != null
                && other != null
                && isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether two arrays have the same bytes. */
    public static boolean isEqual(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
