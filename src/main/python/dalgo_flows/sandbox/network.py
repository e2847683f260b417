"""The addresses that a step may connect to, and the hosts that a tenant may name."""

import ipaddress
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.sandbox.public_address import is_public, plain_address
from dalgo_flows.sandbox.spec import Addresses

_DNS = 53
_PORTS = {"http": 80, "https": 443}


def require_public(host: str, what: str) -> None:
    """Refuse a host with an address outside the public internet, as the backend does."""
    for address in _addresses(host, what):
        if not is_public(plain_address(address)):
            raise ConfigError(f"{what} is on host {host!r}, whose address is not one of the public internet.")


def endpoints(host: str, port: int, what: str) -> tuple[tuple[str, int], ...]:
    """Each address of a host, with the port."""
    return tuple((address, port) for address in _addresses(host, what))


def base_addresses(*, private: bool, environ: Mapping[str, str], with_proxies: bool) -> Addresses:
    """The public internet and the name servers; the proxies where asked for; never the orchestrator."""
    allowed = [(server, _DNS) for server in _name_servers()]
    if with_proxies:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            allowed += _endpoints_of_url(environ.get(name, ""))
    return Addresses(
        private=private, endpoints=tuple(allowed), refused=tuple(_endpoints_of_url(environ.get("PREFECT_API_URL", "")))
    )


def _endpoints_of_url(url: str) -> list[tuple[str, int]]:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        return list(endpoints(parts.hostname, port, url)) if parts.hostname else []
    except (ValueError, StepFailed):
        return []


def _addresses(host: str, what: str) -> Iterable[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise StepFailed(f"{what} is on host {host!r}, which has no address.", transient=True) from None
    return sorted({str(entry[4][0]) for entry in found})


def _name_servers(file: Path = Path("/etc/resolv.conf")) -> list[str]:
    servers = []
    try:
        lines = file.read_text(errors="replace").splitlines()
    except OSError:
        return []
    for line in lines:
        words = line.split()
        if len(words) >= 2 and words[0] == "nameserver":
            try:
                servers.append(str(ipaddress.ip_address(words[1].partition("%")[0])))
            except ValueError:
                continue
    # The resolver's own default when the file names none.
    return servers or ["127.0.0.1", "::1"]
