"""YAML that tenants write: anchors cannot make a small file large."""

from __future__ import annotations

from itertools import islice
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_ALIASES = 1000
_MOST_MERGED = 10_000


class _BoundedLoader(_LOADER):  # type: ignore[misc]
    """A safe loader that bounds what merge keys copy."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        super().flatten_mapping(node)
        if len(node.value) > _MOST_MERGED:
            raise yaml.YAMLError("too many merged keys")


def load(text: str) -> object:
    """The content of a document. Raises ``yaml.YAMLError`` also when it has too many aliases or merged keys."""
    aliases = (event for event in yaml.parse(text, Loader=_LOADER) if isinstance(event, yaml.AliasEvent))
    if sum(1 for _ in islice(aliases, _MOST_ALIASES + 1)) > _MOST_ALIASES:
        raise yaml.YAMLError("too many aliases")
    return yaml.load(text, Loader=_BoundedLoader)  # noqa: S506 - a safe one
