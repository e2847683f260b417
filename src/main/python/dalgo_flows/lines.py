"""Lines of other programs on their way into the run's log."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_LINE = 8_000
"""Characters of one log line; a viewer keeps a hundred thousand lines, and a longer one cannot be read."""

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_SHORTEST_SECRET = 4


@dataclass(frozen=True)
class LogLine:
    """One line and its level in the numbers of Python's ``logging``."""

    level: int
    text: str


def plain(text: str) -> str:
    """The text without terminal colours and without NUL, which PostgreSQL does not store, cut when over-long."""
    text = _ANSI.sub("", text).replace("\x00", "").rstrip()
    if len(text) <= LONGEST_LINE:
        return text
    return f"{text[:LONGEST_LINE]} … [{len(text) - LONGEST_LINE} more characters]"


class Redactor:
    """Blackens given secrets wherever they turn up in a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # A very short "secret" would blacken half of every line, and guessing it needs no log. Every line of a
        # longer one (a private key) counts, since a log shows it line by line.
        parts = {part for secret in secrets for part in (secret, *secret.splitlines())}
        known = sorted((p for p in parts if len(p) >= _SHORTEST_SECRET), key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(secret) for secret in known)) if known else None

    def __call__(self, text: str) -> str:
        """The text with each secret replaced by five stars."""
        return self._pattern.sub("*****", text) if self._pattern else text
