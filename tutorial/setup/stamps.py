"""A stamp remembers what a step was done for, so that the next start skips it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from tutorial.setup import places


def of_contents(*parts: Path | str) -> str:
    """A fingerprint of texts and of files' contents; a file that is missing counts as empty."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(part.encode())
        elif part.is_file():
            digest.update(part.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def of_listing(files: Iterable[Path]) -> str:
    """A fingerprint of names, sizes and times: enough to see an edit, and quick for many files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        status = file.stat()
        digest.update(f"{file}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def is_done(name: str, fingerprint: str, folder: Path | None = None) -> bool:
    stamp = (folder or places.STAMPS) / name
    return stamp.is_file() and stamp.read_text() == fingerprint


def mark_done(name: str, fingerprint: str, folder: Path | None = None) -> None:
    stamp = (folder or places.STAMPS) / name
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)
