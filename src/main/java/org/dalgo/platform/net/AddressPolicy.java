package org.dalgo.platform.net;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Which network addresses a server may call because a person typed their name: not those of its own machine or network. */
public final class AddressPolicy {

    private AddressPolicy() {}

    /** Whether the address is one of the public internet, by the registries of RFC 6890 for IPv4 and IPv6. */
    public static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? isPublic6(bytes) : isPublic4(bytes);
    }

    private static boolean isPublic4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean shared = first == 100 && (second & 0xc0) == 64;
        boolean special = first == 192 && second == 0 || first == 198 && (second & 0xfe) == 18;
        boolean documentation = first == 198 && second == 51 || first == 203 && second == 0 && (bytes[2] & 0xff) == 113;
        return first != 0 && first < 224 && !shared && !special && !documentation;
    }

    /** Only global unicast; and of that neither tunnels that end at an IPv4 address nor examples of manuals. */
    private static boolean isPublic6(byte[] bytes) {
        boolean global = (bytes[0] & 0xe0) == 0x20;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean special = bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xfe) == 0;
        boolean documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && (bytes[3] & 0xff) == 0xb8;
        return global && !sixToFour && !special && !documentation;
    }
}
