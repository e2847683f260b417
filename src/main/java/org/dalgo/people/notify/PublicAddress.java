package org.dalgo.people.notify;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** Tells addresses of the internet from those of a machine, its network and its cloud. */
final class PublicAddress {

    private PublicAddress() {}

    /** Whether the address may be called on behalf of a person who typed its name. */
    static boolean is(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6((Inet6Address) address, bytes);
    }

    /** Also not: this network, shared carrier space, protocol assignments, benchmarks, reserved (RFC 6890). */
    private static boolean isPublic4(byte[] bytes) {
        int first = Byte.toUnsignedInt(bytes[0]);
        int second = Byte.toUnsignedInt(bytes[1]);
        return first != 0
                && !(first == 100 && second >= 64 && second < 128)
                && !(first == 192 && second == 0 && bytes[2] == 0)
                && !(first == 198 && (second == 18 || second == 19))
                && first < 240;
    }

    /** Also not: unique local ones, and those that only wrap an address of version 4. */
    private static boolean isPublic6(Inet6Address address, byte[] bytes) {
        boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64 && Byte.toUnsignedInt(bytes[2]) == 0xff;
        boolean tunnelled = bytes[0] == 0x20 && (bytes[1] == 0x02 || (bytes[1] == 0x01 && bytes[2] == 0));
        return !uniqueLocal && !translated && !tunnelled && !address.isIPv4CompatibleAddress();
    }
}
