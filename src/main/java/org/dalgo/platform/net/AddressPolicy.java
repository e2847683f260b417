package org.dalgo.platform.net;

import com.google.re2j.Pattern;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which network addresses this installation calls, or lets its connectors call, because a person typed their name. The one
 * place that decides: for git, chat, pictures, warehouses and sources.
 *
 * <p>Addresses of cloud metadata services, link-local and multicast addresses are never permitted, whatever is set.
 *
 * @param privateAddresses whether addresses of private networks are permitted
 * @param loopbackAddresses whether the machine itself is permitted: for development
 * @param networks further networks that are permitted
 */
public record AddressPolicy(boolean privateAddresses, boolean loopbackAddresses, List<Network> networks) {

    /** Only the public internet. */
    public static final AddressPolicy PUBLIC_ONLY = new AddressPolicy(false, false, List.of());

    /** Metadata services that do not have a link-local address: Alibaba, Azure, Oracle, AWS and Google by IPv6. */
    private static final List<Network> METADATA = List.of(
            Network.of("100.100.100.200/32"),
            Network.of("168.63.129.16/32"),
            Network.of("192.0.0.192/32"),
            Network.of("fd00:ec2::254/128"),
            Network.of("fd20:ce::254/128"));

    /** A host that the C library may read as a number: its last part is one, decimal, octal or hexadecimal. */
    private static final Pattern NUMERIC = Pattern.compile("(?i)(.*\\.)?(0x[0-9a-f]*|[0-9]+)\\.?");

    private static final Pattern DOTTED = Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");

    private static final List<Network> PRIVATE = List.of(
            Network.of("10.0.0.0/8"),
            Network.of("172.16.0.0/12"),
            Network.of("192.168.0.0/16"),
            Network.of("100.64.0.0/10"),
            Network.of("fc00::/7"));

    private static final List<Network> LOOPBACK = List.of(Network.of("127.0.0.0/8"), Network.of("::1/128"));

    private static final List<Network> NO_NETWORKS = List.of();

    /** IPv6 addresses that stand for one of IPv4, by translation, compatibility, NAT64 and 6to4. Java reads mapped ones as IPv4. */
    private static final List<Network> EMBEDDING = List.of(
            Network.of("::ffff:0:0:0/96"), Network.of("::/96"), Network.of("64:ff9b::/96"), Network.of("2002::/16"));

    /**
     * The address to connect to. A connection goes to this very address: a second resolution of the name could give another one.
     *
     * @throws UnknownHostException when the name has no address
     * @throws AddressNotPermittedException when one of its addresses is not permitted
     */
    public InetAddress resolve(String host) throws UnknownHostException, AddressNotPermittedException {
        // Connectors and workers use the C library, which reads octal and hexadecimal numbers; Java reads them
        // otherwise.
        if (host.indexOf(':') < 0 && NUMERIC.matches(host) && !DOTTED.matches(host)) {
            throw new AddressNotPermittedException(host);
        }
        InetAddress[] found = InetAddress.getAllByName(host);
        if (!Arrays.stream(found).allMatch(this::permits)) {
            throw new AddressNotPermittedException(host);
        }
        return found[0];
    }

    /** Whether the address may be called. */
    public boolean permits(InetAddress address) {
        Optional<InetAddress> embedded = embedded(address);
        if (embedded.isPresent() && !address.isLoopbackAddress() && !address.isAnyLocalAddress()) {
            return permits(embedded.get());
        }
        if (address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || METADATA.stream().anyMatch(network -> network.contains(address))) {
            return false;
        }
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return loopbackAddresses;
        }
        return isPublic(address)
                || privateAddresses && PRIVATE.stream().anyMatch(network -> network.contains(address))
                || networks.stream().anyMatch(network -> network.contains(address));
    }

    /**
     * The networks that are permitted besides the public internet, in CIDR notation: for a program that keeps this policy
     * itself. Whatever they are, it has to refuse metadata services, link-local and multicast addresses, and the machine
     * itself unless {@link #loopbackAddresses}.
     */
    public List<String> networksBesidesTheInternet() {
        return Stream.of(privateAddresses ? PRIVATE : NO_NETWORKS, loopbackAddresses ? LOOPBACK : NO_NETWORKS, networks)
                .flatMap(List::stream)
                .map(Network::toString)
                .toList();
    }

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

    /** The IPv4 address that an IPv6 address leads to. */
    private static Optional<InetAddress> embedded(InetAddress address) {
        if (!(address instanceof Inet6Address) || EMBEDDING.stream().noneMatch(network -> network.contains(address))) {
            return Optional.empty();
        }
        byte[] bytes = address.getAddress();
        int from = bytes[0] == 0x20 ? 2 : 12;
        try {
            return Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
