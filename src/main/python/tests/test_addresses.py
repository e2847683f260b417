import ipaddress
import socket
import struct
from pathlib import Path

import pytest
import yaml

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.sandbox import network, public_address
from dalgo_flows.sandbox.connections import ConnectionFilter
from dalgo_flows.sandbox.network import base_addresses, require_public
from dalgo_flows.sandbox.public_address import is_public
from dalgo_flows.sandbox.spec import Addresses, SandboxSpec
from tests.conftest import worker_settings


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("0.1.2.3", "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fd00::1", "fec0::1", "ff02::1", "2002::1", "2001::1", "2001:db8::1", "64:ff9b::1"),
        *("::ffff:10.0.0.1", "::ffff:127.0.0.1"),
    ],
)
def test_addresses_of_private_and_special_networks(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


def test_the_network_policy_of_runs_permits_the_same_addresses() -> None:
    manifests = Path(__file__).parents[4] / "kubernetes" / "base" / "runs.yaml"
    policy = next(d for d in yaml.safe_load_all(manifests.read_text()) if d["metadata"]["name"] == "public-addresses")
    blocks = [peer["ipBlock"] for peer in policy["spec"]["egress"][0]["to"]]
    everything, global_6 = blocks
    # Azure's host answers on a public address.
    metadata = "168.63.129.16/32"
    assert everything["cidr"] == "0.0.0.0/0"
    assert set(everything["except"]) - {metadata} == {str(network) for network in public_address._SPECIAL_4}
    assert metadata in everything["except"]
    assert global_6["cidr"] == str(public_address._GLOBAL_6)
    assert set(global_6["except"]) == {str(network) for network in public_address._SPECIAL_6}


def raw(host: str, port: int) -> bytes:
    if ":" in host:
        packed = socket.inet_pton(socket.AF_INET6, host)
        return struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", port, 0) + packed + bytes(4)
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton(host) + bytes(8)


def test_a_step_reaches_the_internet_and_its_endpoints() -> None:
    strict = ConnectionFilter(-1, Addresses(endpoints=(("10.0.0.5", 5432), ("fd00::5", 5432))))
    allowed = [("8.8.8.8", 443), ("10.0.0.5", 5432), ("::ffff:10.0.0.5", 5432), ("fd00::5", 5432)]
    assert all(strict.allows(raw(*endpoint)) for endpoint in allowed)
    refused = [("10.0.0.5", 22), ("10.0.0.6", 5432), ("127.0.0.1", 5432), ("::1", 80), ("::ffff:127.0.0.1", 80)]
    assert not any(strict.allows(raw(*endpoint)) for endpoint in refused)
    assert not strict.allows(struct.pack("=H", socket.AF_UNIX) + b"/run/postgresql\0")
    assert not strict.allows(raw("8.8.8.8", 443)[:6])


def test_the_orchestrator_is_refused_even_with_private_hosts() -> None:
    environ = {"PREFECT_API_URL": "http://127.0.0.1:4200/api"}
    development = ConnectionFilter(-1, base_addresses(private=True, environ=environ, with_proxies=False))
    assert development.allows(raw("127.0.0.1", 5432))
    assert not development.allows(raw("127.0.0.1", 4200))
    assert not development.allows(raw("::ffff:127.0.0.1", 4200))


def test_networks_are_allowed_besides_the_internet() -> None:
    networks = ("10.0.0.0/8", "127.0.0.0/8", "fc00::/7")
    spec = SandboxSpec(addresses=Addresses(networks=networks, loopback=True))
    read = SandboxSpec.from_json(spec.to_json()).addresses
    assert read is not None
    assert read == spec.addresses
    some = ConnectionFilter(-1, read)
    allowed = ["8.8.8.8", "10.1.2.3", "64:ff9b::a00:1", "127.0.0.1", "::ffff:127.0.0.1", "fd12::1"]
    assert all(some.allows(raw(host, 80)) for host in allowed)
    assert not any(some.allows(raw(host, 80)) for host in ("192.168.0.1", "::1", "64:ff9b::c0a8:1", "fd00:ec2::254"))
    every = ConnectionFilter(-1, Addresses(networks=("0.0.0.0/0", "::/0")))
    assert all(every.allows(raw(host, 80)) for host in ("10.1.2.3", "fd12::1", "64:ff9b::a00:1"))
    own = ("127.0.0.1", "::1", "0.0.0.0", "::", "64:ff9b::7f00:1", "224.0.0.1", "ff02::1")  # noqa: S104
    assert not any(every.allows(raw(host, 80)) for host in own)


@pytest.mark.parametrize(
    "metadata",
    ["169.254.169.254", "100.100.100.200", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "::a9fe:a9fe", "fd20:ce::254"],
)
def test_metadata_services_are_refused_whatever_is_allowed(metadata: str) -> None:
    for addresses in (Addresses(private=True), Addresses(networks=("0.0.0.0/0", "::/0"), loopback=True)):
        assert not ConnectionFilter(-1, addresses).allows(raw(metadata, 80))


def test_proxies_and_name_servers_are_endpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text("# one\nnameserver 10.9.9.9\nnameserver fe80::1%eth0\nnameserver none\n")
    servers = network._name_servers(file)
    assert servers == ["10.9.9.9", "fe80::1"]
    monkeypatch.setattr(network, "_name_servers", lambda: servers)
    environ = {"HTTPS_PROXY": "http://user:pass@127.0.0.2:3128"}
    with_proxies, without = (
        base_addresses(private=False, environ=environ, with_proxies=wanted).endpoints for wanted in (True, False)
    )
    assert without == (("10.9.9.9", 53), ("fe80::1", 53))
    assert with_proxies == (*without, ("127.0.0.2", 3128))


def test_a_host_is_refused_for_any_of_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(0, 0, 0, "", ("8.8.8.8", 0)), (0, 0, 0, "", ("10.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(ConfigError, match=r"The repository is on host 'git\.test'"):
        require_public("git.test", "The repository")
    del answers[1]
    require_public("git.test", "The repository")


def test_a_host_without_an_address_may_have_one_later() -> None:
    with pytest.raises(StepFailed) as failed:
        require_public("a" * 64 + ".invalid", "The repository")
    assert failed.value.transient


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DALGO_ISOLATION", "none"),
        ("DALGO_PRIVATE_HOSTS", "yes"),
        ("DALGO_SANDBOX_USERS", "40000"),
        ("DALGO_SANDBOX_USERS", "0-10"),
        ("DALGO_STEP_MEMORY_MIB", "1.5"),
        ("DALGO_STEP_PROCESSES", "-1"),
        ("DALGO_STEP_LIMIT_SECONDS", "soon"),
    ],
)
def test_a_faulty_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        worker_settings({name: value})


def test_settings_of_the_sandbox_are_strict_by_default() -> None:
    settings = worker_settings({})
    assert settings.isolation_required
    assert not settings.private_hosts
    bounded = worker_settings({"DALGO_STEP_MEMORY_MIB": "512", "DALGO_SANDBOX_USERS": "5000-5009"})
    assert bounded.limits.memory == 512 << 20
    assert bounded.sandbox_users == range(5000, 5010)
