"""The files that a container sees: its own, and those of the volumes that it shares with its Pod's other containers."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING

from . import cgroup_files

if TYPE_CHECKING:
    from .cgroups import Account


class Files(MutableMapping[str, str]):
    """Path → content. What lies below a mount belongs to the volume, and all who mount it see it."""

    def __init__(self, own: dict[str, str], mounts: dict[str, dict[str, str]], account: Account) -> None:
        """`mounts`: where a volume is mounted → the volume's files, by their path in the volume. `account`: what the kernel tells of."""
        self.own = own
        self.account = account
        # The longest first: a volume may be mounted within another.
        self.mounts = {root.rstrip("/") + "/": mounts[root] for root in sorted(mounts, key=len, reverse=True)}

    def _place(self, path: str) -> tuple[dict[str, str], str]:
        for root, volume in self.mounts.items():
            if path.startswith(root):
                return volume, path[len(root) :]
        return self.own, path

    def __getitem__(self, path: str) -> str:
        if path.startswith(cgroup_files.ROOT):
            return cgroup_files.read(self.account.group, path, self.account.container.now_ms())
        files, name = self._place(path)
        return files[name]

    def __setitem__(self, path: str, text: str) -> None:
        if path.startswith(cgroup_files.ROOT):
            return
        files, name = self._place(path)
        files[name] = text

    def __delitem__(self, path: str) -> None:
        if path.startswith(cgroup_files.ROOT):
            return  # what the kernel tells stays
        files, name = self._place(path)
        del files[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.own
        if self.account.group is not None:
            yield from cgroup_files.PATHS
        for root, volume in self.mounts.items():
            for name in volume:
                yield root + name

    def __len__(self) -> int:
        told = len(cgroup_files.PATHS) if self.account.group is not None else 0
        return len(self.own) + told + sum(len(volume) for volume in self.mounts.values())
