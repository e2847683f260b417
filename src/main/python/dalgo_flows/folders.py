"""Folders of the organisations' checkouts, none of which may lie outside the one root."""

from pathlib import Path

from dalgo_flows.errors import ConfigError


def below_root(root: Path | None, folder: str, field: str) -> Path:
    """The folder that a deployment names, relative to the root or absolute within it, links resolved."""
    if root is None:
        raise ConfigError("The worker's DALGO_CLIENTS_ROOT is not set, so it has no folder for checkouts.")
    resolved_root = root.resolve()
    resolved = (resolved_root / folder).resolve()
    if resolved != resolved_root and resolved_root not in resolved.parents:
        raise ConfigError(f"{field} leads out of the folder that the worker keeps checkouts in.")
    return resolved
