"""What a dbt command says about its nodes, in files that a tenant's code can write."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from dalgo_flows.outcome import FAILED, Fault, NodeResult

_RUN_RESULTS = "run_results.json"
_MANIFEST = "manifest.json"

_MOST_BYTES = 32 << 20
"""Of one file. A larger one is left out: as Python objects it would be many times as large."""

_MOST_RESULTS = 20_000

_DIGITS = 18

# "Database Error in model places (models/places.sql)", "Failure in test not_null_places_name (models/places.yml)".
_HEADLINE = re.compile(
    r"^(?P<kind>(?:[A-Z][A-Za-z]* Error|Failure|Warning)) in (?P<type>[a-z_ ]{1,40}) (?P<name>[^\s()]{1,300})"
    r"(?: \((?P<file>[^()\n]{1,500})\))?",
    re.MULTILINE,
)
_FILE = re.compile(r"(?<![\w./-])((?:[\w.-]+/){1,20}[\w.-]+\.(?:sql|ya?ml|py|csv|md))\b")
_LINE = re.compile(r"\bline (\d{1,7})\b", re.IGNORECASE)
# The places that only dbt's own folders know.
_NOISE = re.compile(r"^\s*compiled (?:code|SQL) at .*$", re.MULTILINE | re.IGNORECASE)


class RunResults:
    """The results of one command in a checkout.

    The folder may hold results of an earlier command. So this is made before the command starts, and read after it.
    """

    def __init__(self, checkout: Path, clean: Callable[[str], str]) -> None:
        self._checkout = checkout
        self._clean = clean
        self._before = _digest(_content(checkout, _RUN_RESULTS))

    def read(self) -> list[NodeResult]:
        """The results that the command wrote; none when it wrote none that can be read."""
        content = _content(self._checkout, _RUN_RESULTS)
        if content is None or _digest(content) == self._before:
            return []
        results = _object(content).get("results")
        del content
        entries = [entry for entry in results if isinstance(entry, dict)] if isinstance(results, list) else []
        if not entries:
            return []
        nodes = self._nodes()
        return [
            result
            for entry in entries[:_MOST_RESULTS]
            if (result := self._result(entry, nodes.get(str(entry.get("unique_id")), {}))) is not None
        ]

    def _nodes(self) -> dict[str, Mapping[str, object]]:
        content = _content(self._checkout, _MANIFEST)
        nodes = _object(content).get("nodes") if content is not None else None
        if not isinstance(nodes, dict):
            return {}
        return {key: node for key, node in nodes.items() if isinstance(node, dict)}

    def _result(self, entry: Mapping[str, object], node: Mapping[str, object]) -> NodeResult | None:
        unique_id = self._clean(_text(entry.get("unique_id")))
        status = _text(entry.get("status"))
        if not unique_id or not status:
            return None
        response = entry.get("adapter_response")
        rows = _whole(response.get("rows_affected")) if isinstance(response, dict) else None
        message = self._clean(_text(entry.get("message")))
        fault = read_fault(message) if status in FAILED or status == "warn" else None
        kind, name = _parts(unique_id)
        return NodeResult(
            unique_id=unique_id,
            name=self._clean(_text(node.get("name"))) or name,
            resource_type=self._clean(_text(node.get("resource_type"))) or kind,
            status=status,
            seconds=_seconds(entry.get("execution_time")),
            rows=rows if rows is not None and rows >= 0 else None,
            failures=_whole(entry.get("failures")),
            message=fault.message if fault else message,
            file=self._clean(_text(node.get("original_file_path"))) or (fault.file if fault else None),
            line=fault.line if fault else None,
        )


def read_fault(text: str) -> Fault:
    """What a block of dbt's error output names: the message without its headline, the node, its file, a line.

    The line is dbt's: of the file for errors of Jinja and YAML, of the compiled SQL for those of a database.
    """
    text = _NOISE.sub("", without_traceback(text)).strip()
    headline = _HEADLINE.search(text)
    line = _LINE.search(text)
    if headline is None:
        file = _FILE.search(text)
        return Fault(message=_unindented(text), file=file[1] if file else None, line=int(line[1]) if line else None)
    rest = _unindented(text[headline.end() :])
    return Fault(
        message=f"{headline['kind']}: {rest}" if rest else headline["kind"],
        name=headline["name"],
        resource_type=headline["type"],
        file=headline["file"],
        line=int(line[1]) if line else None,
    )


def without_traceback(text: str) -> str:
    """The text with Python's stack traces replaced by the exceptions at their ends."""
    kept: list[str] = []
    in_trace = False
    for line in text.splitlines():
        if line.lstrip().startswith("Traceback (most recent call last)"):
            in_trace = True
        elif not in_trace:
            kept.append(line)
        elif line and not line[0].isspace():
            in_trace = False
            kept.append(line)
    return "\n".join(kept)


def _unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _content(checkout: Path, name: str) -> bytes | None:
    """A file of dbt's target folder, read without following a link anywhere; None when it is not a usable one."""
    with contextlib.ExitStack() as opened:
        try:
            folder = checkout.resolve(strict=True)
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            opened.callback(os.close, handle)
            target = os.open("target", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
            opened.callback(os.close, target)
            # Not blocking: a pipe in its place would wait for a writer for ever.
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=target)
            opened.callback(os.close, file)
            about = os.fstat(file)
            if not stat.S_ISREG(about.st_mode) or about.st_size > _MOST_BYTES:
                return None
            with os.fdopen(os.dup(file), "rb") as stream:
                content = stream.read(_MOST_BYTES + 1)
        except OSError:
            return None
    return content if len(content) <= _MOST_BYTES else None


def _digest(content: bytes | None) -> bytes | None:
    return None if content is None else hashlib.sha256(content).digest()


def _object(content: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(content, parse_int=_integer, parse_constant=_nothing)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _integer(digits: str) -> int | None:
    # Python takes quadratic time for long numbers.
    return int(digits) if len(digits) <= _DIGITS else None


def _nothing(_: str) -> None:
    """NaN and the infinities, which JSON does not have."""
    return


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1e9:
        return None
    return round(float(value), 3)


def _parts(unique_id: str) -> tuple[str, str]:
    """Resource type and name within ``model.project.name`` or ``test.project.name.hash``."""
    parts = unique_id.split(".")
    return parts[0], parts[2] if len(parts) > 2 else parts[-1]
