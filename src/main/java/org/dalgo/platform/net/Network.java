package org.dalgo.platform.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A network in CIDR notation, {@code 10.1.0.0/16}. It holds bytes, since constants of it are made while a native image is
 * built, and an image cannot hold a {@link InetAddress}.
 */
public final class Network {

    /** Any address of the network. */
    private final byte[] address;

    /** Number of leading bits that its addresses share. */
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /** Reads it; a single address is a network too. */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        // A name would be looked up; only literals have digits, dots and colons alone.
        if (host.isEmpty() || !host.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
            throw new IllegalArgumentException(text + " is not a network in CIDR notation");
        }
        try {
            byte[] address = InetAddress.getByName(host).getAddress();
            int bits = address.length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            if (prefix >= 0 && prefix <= bits) {
                return new Network(address, prefix);
            }
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException(text + " is not a network in CIDR notation", e);
        }
        throw new IllegalArgumentException(text + " is not a network in CIDR notation");
    }

    /** Whether the address is in it. */
    public boolean contains(InetAddress other) {
        byte[] theirs = other.getAddress();
        int whole = prefix / 8;
        if (address.length != theirs.length || !Arrays.equals(address, 0, whole, theirs, 0, whole)) {
            return false;
        }
        int mask = 0xff00 >> prefix % 8 & 0xff;
        return prefix % 8 == 0 || (address[whole] & mask) == (theirs[whole] & mask);
    }

    /** In CIDR notation. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }
}
