"""What one sandbox allows; the worker writes it, the supervisor and the confined process read it. Standard library."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Limits:
    """Bounds of one step; sizes are in bytes, durations in seconds."""

    wall_seconds: float = 4 * 3600
    cpu_seconds: int = 4 * 3600
    memory: int = 4 << 30
    file_size: int = 2 << 30
    disk: int = 10 << 30
    processes: int = 256


@dataclass(frozen=True)
class Addresses:
    """Addresses that a step may connect to; ``endpoints`` are pairs of address and port."""

    private: bool = False
    """Every address, those of the worker's own network included."""

    endpoints: tuple[tuple[str, int], ...] = ()
    """Allowed even on private addresses: the warehouse, name servers, the proxy."""

    refused: tuple[tuple[str, int], ...] = ()
    """Refused although private addresses are allowed: the orchestrator."""

    networks: tuple[str, ...] = ()
    """Networks in CIDR notation that are allowed besides the public internet; never by themselves the machine's own."""

    loopback: bool = False
    """Whether the networks may hold the machine's own addresses."""


@dataclass(frozen=True)
class SandboxSpec:
    """One sandbox. A mechanism that is not asked for is not used; one that is asked for and fails ends the step."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    user: int | None = None
    """The user id of the step; None keeps the worker's."""

    owns_user: bool = False
    """No other step runs as that user, so that every process of the user ends with the step."""

    bubblewrap: str | None = None
    landlock: bool = False
    addresses: Addresses | None = None
    """None leaves connections unfiltered."""

    limits: Limits = field(default_factory=Limits)
    remove: tuple[str, ...] = ()
    """Folders that the supervisor removes when the flow's process ended before the step did."""

    def to_json(self) -> str:
        """The text that :meth:`from_json` reads; it holds no secret, for command lines are public."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> "SandboxSpec":
        """Read what :meth:`to_json` wrote."""
        values = json.loads(text)
        addresses = values["addresses"]
        if addresses is not None:
            addresses = Addresses(
                addresses["private"],
                tuple((host, port) for host, port in addresses["endpoints"]),
                tuple((host, port) for host, port in addresses["refused"]),
                tuple(addresses["networks"]),
                addresses["loopback"],
            )
        return SandboxSpec(
            **{
                **values,
                "read": tuple(values["read"]),
                "write": tuple(values["write"]),
                "remove": tuple(values["remove"]),
                "addresses": addresses,
                "limits": Limits(**values["limits"]),
            }
        )
