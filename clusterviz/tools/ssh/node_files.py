"""The files of a machine as a script there sees them: by absolute paths, or from root's home."""

from __future__ import annotations

import re
from typing import Any

HOME = "/root"


def absolute(path: str) -> str:
    """A path without `.`, `..` and doubled slashes."""
    parts: list[str] = []
    for part in (path if path.startswith("/") else f"{HOME}/{path.removeprefix('~/')}").split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


class NodeFiles(dict[str, str]):
    """path → text, whatever way a path is written."""

    def __contains__(self, path: object) -> bool:
        return super().__contains__(absolute(str(path)))

    def __getitem__(self, path: str) -> str:
        return super().__getitem__(absolute(path))

    def __setitem__(self, path: str, text: str) -> None:
        super().__setitem__(absolute(path), text)

    def __delitem__(self, path: str) -> None:
        super().__delitem__(absolute(path))

    def get(self, path: str, default: Any = None) -> Any:
        """The text, or the default."""
        return super().get(absolute(path), default)

    def pop(self, path: str, *default: Any) -> Any:
        """Take a file away."""
        return super().pop(absolute(path), *default)

    def copy(self) -> NodeFiles:
        """The same files again."""
        return NodeFiles(self)

    def under(self, folder: str) -> list[str]:
        """The paths of all files somewhere below a folder."""
        start = absolute(folder).rstrip("/") + "/"
        return sorted(path for path in self if path.startswith(start))

    def matching(self, word: str) -> list[str]:
        """What a pattern such as /etc/cni/net.d/*.conflist stands for: itself if nothing matches."""
        if "*" not in word or word.startswith("-") or not re.fullmatch(r"[\w./*~-]+", word):
            return [word]
        pattern = re.compile(re.escape(absolute(word)).replace(r"\*", "[^/]*"))
        folders = {path[:place] for path in self for place, letter in enumerate(path) if letter == "/" and place}
        return [path for path in sorted({*self, *folders}) if pattern.fullmatch(path)] or [word]


def changes(before: dict[str, str], after: dict[str, str]) -> dict[str, str | None]:
    """What a script has written, and taken away (None)."""
    gone: dict[str, str | None] = {path: None for path in before if path not in after}
    return gone | {path: text for path, text in after.items() if before.get(path) != text}
