package org.dalgo.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

    @Test
    void networksBesidesTheInternetAreThoseOfTheSettings() {
        assertThat(AddressPolicy.PUBLIC_ONLY.networksBesidesTheInternet()).isEmpty();
        assertThat(new AddressPolicy(true, false, List.of(Network.of("192.0.2.7"))).networksBesidesTheInternet())
                .containsExactly(
                        "10.0.0.0/8",
                        "172.16.0.0/12",
                        "192.168.0.0/16",
                        "100.64.0.0/10",
                        "fc00:0:0:0:0:0:0:0/7",
                        "192.0.2.7/32");
        assertThat(new AddressPolicy(false, true, List.of()).networksBesidesTheInternet())
                .containsExactly("127.0.0.0/8", "0:0:0:0:0:0:0:1/128");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "100.100.100.200",
                "168.63.129.16",
                "192.0.0.192",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::a9fe:a9fe",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "::a9fe:a9fe",
                "224.0.0.1",
                "ff02::1"
            })
    void metadataIsNeverPermitted(String address) throws Exception {
        AddressPolicy open = new AddressPolicy(true, true, List.of(Network.of("0.0.0.0/0"), Network.of("::/0")));
        assertThat(open.permits(InetAddress.getByName(address))).isFalse();
        assertThatThrownBy(() -> open.resolve(address)).isInstanceOf(AddressNotPermittedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "64:ff9b::7f00:1", "localhost", "127.1"})
    void theMachineItselfIsPermittedForDevelopmentOnly(String address) throws Exception {
        AddressPolicy closed = new AddressPolicy(true, false, List.of(Network.of("0.0.0.0/0"), Network.of("::/0")));
        assertThat(closed.permits(InetAddress.getByName(address))).isFalse();
        assertThat(new AddressPolicy(false, true, List.of()).permits(InetAddress.getByName(address)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "fd12:3456::1", "64:ff9b::a00:1"})
    void privateAddressesArePermittedBySettingOrByNetwork(String address) throws Exception {
        InetAddress found = InetAddress.getByName(address);
        assertThat(AddressPolicy.PUBLIC_ONLY.permits(found)).isFalse();
        assertThat(new AddressPolicy(true, false, List.of()).permits(found)).isTrue();
        AddressPolicy listed = new AddressPolicy(
                false,
                false,
                List.of(
                        Network.of("10.1.2.0/23"),
                        Network.of("10.0.0.1"),
                        Network.of("172.31.0.0/16"),
                        Network.of("192.168.1.0/31"),
                        Network.of("100.64.0.0/10"),
                        Network.of("fd12:3456::/32")));
        assertThat(listed.permits(found)).isTrue();
        for (String other : List.of("10.1.4.1", "172.30.0.1", "192.168.1.2", "fd12:3457::1", "0.1.2.3")) {
            assertThat(listed.permits(InetAddress.getByName(other))).as(other).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "fe80::/129"})
    void aNetworkIsReadOrRefused(String text) {
        assertThatThrownBy(() -> Network.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.216.34", "8.8.8.8", "2606:2800:220:1::1"})
    void thePublicInternetIsPublic(String address) throws Exception {
        assertThat(AddressPolicy.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "100.127.0.1",
                "192.0.0.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.9",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "2002:0a00:0001::1",
                "2001:0:1::1",
                "2001:db8::1",
                "64:ff9b::a00:1"
            })
    void everythingElseIsNot(String address) throws Exception {
        assertThat(AddressPolicy.isPublic(InetAddress.getByName(address))).isFalse();
    }
}
