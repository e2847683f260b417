"""Which addresses are of the public internet: the same rule as the backend's ``PublicAddress``. Standard library."""

import ipaddress
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_SPECIAL_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/16",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.0.0/16",
            "203.0.113.0/24",
            "224.0.0.0/3",
        ),
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_EMBEDDING_6 = tuple(map(ipaddress.IPv6Network, ("::ffff:0:0:0/96", "::/96", "64:ff9b::/96")))
_SPECIAL_6 = tuple(map(ipaddress.IPv6Network, ("2002::/16", "2001::/23", "2001:db8::/32")))


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet, by the registries of RFC 6890."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        return address in _GLOBAL_6 and not any(address in network for network in _SPECIAL_6)
    return not any(address in network for network in _SPECIAL_4)


def embedded_address(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to by translation, compatibility, NAT64 or 6to4."""
    if not isinstance(address, ipaddress.IPv6Address) or address.is_loopback or address.is_unspecified:
        return None
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in _EMBEDDING_6):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def plain_address(text: str) -> Address:
    """The address without its zone, and an IPv4 address that is written as IPv6 as IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
