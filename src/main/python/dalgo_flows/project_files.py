"""Projects without a git repository: a Secret block in Prefect holds their files, as they were last published."""

import base64
import binascii
import io
import os
import re
import tarfile
import tempfile
import zlib
from pathlib import Path

from dalgo_flows.errors import ConfigError, StepFailed
from dalgo_flows.log import Log

_MOST_BYTES = 64 * 1024 * 1024
"""Of all files together once they are unpacked; the backend allows far less."""

_WORKERS_OWN = frozenset({"target", "dbt_packages", "logs", "profiles"})
"""Folders at the top of a project in which dbt keeps what it made; no published file may lie there."""

_PATH = re.compile(r"^[\w.-]+(/[\w.-]+)*$")


class ProjectFiles:
    """One folder that becomes exactly what is published, apart from what dbt keeps in it."""

    def __init__(self, folder: Path, packed: str, log: Log) -> None:
        self._folder = folder
        self._packed = packed
        self._log = log

    def update(self) -> None:
        """Unpack; write what differs and take away what is not published any more."""
        # All of it before the first change: a package that is not whole leaves the folder as it is.
        files = _unpack(self._packed)
        self._folder.mkdir(parents=True, exist_ok=True)
        removed = self._clear(files)
        written = sum(self._write(self._folder / path, content) for path, content in files.items())
        self._log.info("%d files as published: %d written, %d removed.", len(files), written, removed)

    def _clear(self, files: dict[str, bytes]) -> int:
        """Remove what is not published, and every link: nothing is ever written through one."""
        removed = 0
        folders = {str(parent) for path in files for parent in Path(path).parents}
        # From the bottom up, so that a folder is looked at when what was in it is gone; links are not followed.
        for name, below, names in os.walk(self._folder, topdown=False):
            here = Path(name)
            inside = here.relative_to(self._folder)
            if inside.parts and inside.parts[0] in _WORKERS_OWN:
                continue
            for entry in [*names, *below]:
                path = here / entry
                relative = str(inside / entry)
                if path.is_symlink():
                    path.unlink()
                    removed += 1
                elif path.is_dir():
                    if relative not in folders and relative not in _WORKERS_OWN:
                        path.rmdir()
                elif relative not in files:
                    path.unlink()
                    removed += 1
        return removed

    @staticmethod
    def _write(file: Path, content: bytes) -> bool:
        if file.is_file() and file.read_bytes() == content:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        # Moved into its place: dbt of another run never reads half a file.
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as target:
            target.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(file)
        return True


def _unpack(packed: str) -> dict[str, bytes]:
    try:
        archive = _inflate(base64.b64decode(packed, validate=True))
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
            files = dict(_file(tar, member) for member in tar if not member.isdir())
    except (binascii.Error, ValueError, zlib.error, tarfile.TarError, EOFError):
        raise ConfigError("The Secret block with the project's files does not hold a package of files.") from None
    for path in files:
        if any(str(parent) in files for parent in Path(path).parents):
            raise ConfigError("The package of the project's files holds a file that is also a folder.")
    return files


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    archive = inflater.decompress(data, _MOST_BYTES)
    if inflater.unconsumed_tail:
        raise StepFailed(f"The project's files are larger than {_MOST_BYTES >> 20} MiB.")
    if not inflater.eof:
        raise EOFError
    return archive


def _file(tar: tarfile.TarFile, member: tarfile.TarInfo) -> tuple[str, bytes]:
    parts = member.name.split("/")
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or not _PATH.match(member.name) or {".", "..", ".git"} & set(parts) or parts[0] in _WORKERS_OWN:
        raise ConfigError("The package of the project's files holds something else than files of the project.")
    return member.name, content.read()
