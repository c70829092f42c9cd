"""The files that a container sees: its own, and those of the volumes that it shares with its Pod's other containers."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping


class Files(MutableMapping[str, str]):
    """Path → content. What lies below a mount belongs to the volume, and all who mount it see it."""

    def __init__(self, own: dict[str, str], mounts: dict[str, dict[str, str]]) -> None:
        """`mounts`: where a volume is mounted → the volume's files, by their path in the volume."""
        self.own = own
        # The longest first: a volume may be mounted within another.
        self.mounts = {root.rstrip("/") + "/": mounts[root] for root in sorted(mounts, key=len, reverse=True)}

    def _place(self, path: str) -> tuple[dict[str, str], str]:
        for root, volume in self.mounts.items():
            if path.startswith(root):
                return volume, path[len(root) :]
        return self.own, path

    def __getitem__(self, path: str) -> str:
        files, name = self._place(path)
        return files[name]

    def __setitem__(self, path: str, text: str) -> None:
        files, name = self._place(path)
        files[name] = text

    def __delitem__(self, path: str) -> None:
        files, name = self._place(path)
        del files[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.own
        for root, volume in self.mounts.items():
            for name in volume:
                yield root + name

    def __len__(self) -> int:
        return len(self.own) + sum(len(volume) for volume in self.mounts.values())
