"""Answers the questions of the address filter: may this process connect there? Standard library only.

The supervisor copies the socket address out of the process, checks it and connects the process's socket itself. A
process that changes the address after the check therefore changes nothing.
"""

import errno
import fcntl
import ipaddress
import os
import select
import struct
import threading
from pathlib import Path

from dalgo_flows.sandbox import kernel
from dalgo_flows.sandbox.public_address import embedded_address, is_public, plain_address
from dalgo_flows.sandbox.spec import Addresses

_RECEIVE, _SEND, _IS_VALID = 0xC0502100, 0xC0182101, 0x40082102
_QUESTION = struct.Struct("=QIIiIQ6Q")
_ANSWER = struct.Struct("=QqiI")
_LONGEST_ADDRESS = 128
_UNSPECIFIED, _INET, _INET6 = 0, 2, 10
_MOST_AT_ONCE = 64
# Metadata services without a link-local address: Alibaba, Azure, Oracle, AWS and Google by IPv6.
_METADATA = frozenset({"100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"})


class ConnectionFilter:
    """Serves one listener until every process below it has ended."""

    def __init__(self, listener: int, addresses: Addresses) -> None:
        self._listener = listener
        self._private = addresses.private
        self._endpoints = {(plain_address(host), port) for host, port in addresses.endpoints}
        self._refused = {(plain_address(host), port) for host, port in addresses.refused}
        self._networks = tuple(ipaddress.ip_network(network, strict=False) for network in addresses.networks)
        self._loopback = addresses.loopback
        self._slots = threading.Semaphore(_MOST_AT_ONCE)

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        while True:
            if any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll()):
                os.close(self._listener)
                return
            question = bytearray(_QUESTION.size)
            try:
                fcntl.ioctl(self._listener, _RECEIVE, question)
            except OSError:
                # The process ended between its question and now.
                continue
            self._slots.acquire()
            threading.Thread(target=self._answer, args=(bytes(question),), daemon=True).start()

    def _answer(self, question: bytes) -> None:
        try:
            identity, thread, _, _, _, _, *arguments = _QUESTION.unpack(question)
            try:
                error = self._connect(identity, thread, arguments[0], arguments[1], arguments[2])
            except (OSError, ValueError):
                error = errno.EACCES
            answer = bytearray(_ANSWER.pack(identity, 0, -error, 0))
            try:
                fcntl.ioctl(self._listener, _SEND, answer)
            except OSError:
                return
        finally:
            self._slots.release()

    def _connect(self, identity: int, thread: int, descriptor: int, pointer: int, length: int) -> int:
        if not 2 <= length <= _LONGEST_ADDRESS:
            return errno.EINVAL
        memory = os.open(f"/proc/{thread}/mem", os.O_RDONLY)
        try:
            address = os.pread(memory, length, pointer)
        finally:
            os.close(memory)
        process = _process_of(thread)
        # The number of an ended thread may be another's by now.
        fcntl.ioctl(self._listener, _IS_VALID, struct.pack("=Q", identity))
        if len(address) != length or not self.allows(address):
            return errno.EACCES
        own = kernel.copy_descriptor(process, descriptor & 0x7FFFFFFF)
        try:
            return kernel.connect(own, address)
        finally:
            os.close(own)

    def allows(self, address: bytes) -> bool:
        """Whether a raw socket address may be connected to; local sockets may not."""
        (family,) = struct.unpack_from("=H", address)
        if family == _UNSPECIFIED:
            # Takes a connection back.
            return True
        if family == _INET and len(address) >= 8:
            (port,) = struct.unpack_from("!H", address, 2)
            return self._allows(str(ipaddress.IPv4Address(address[4:8])), port)
        if family == _INET6 and len(address) >= 24:
            (port,) = struct.unpack_from("!H", address, 2)
            return self._allows(str(ipaddress.IPv6Address(address[8:24])), port)
        return False

    def _allows(self, host: str, port: int) -> bool:
        address = plain_address(host)
        endpoint = (address, port)
        reached = embedded_address(address) or address
        if endpoint in self._refused or _is_metadata(address) or _is_metadata(reached):
            return False
        if self._private or endpoint in self._endpoints or is_public(address):
            return True
        own = reached.is_loopback or reached.is_unspecified
        if reached.is_multicast or (own and not self._loopback):
            return False
        return any(reached in network for network in self._networks)


def _is_metadata(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the address is one of a cloud's metadata services, which no setting opens."""
    return str(address) in _METADATA or address.is_link_local


def _process_of(thread: int) -> int:
    for line in Path(f"/proc/{thread}/status").read_text().splitlines():
        if line.startswith("Tgid:"):
            return int(line.split()[1])
    raise ValueError(thread)
