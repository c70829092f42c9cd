"""A machine's disk: the few files that decide how its processes work, and what somebody has made of them."""

from __future__ import annotations

import re
from collections.abc import Callable

KUBELET_CONFIG = "/var/lib/kubelet/config.yaml"
KUBELET_FLAGS = "/var/lib/kubelet/kubeadm-flags.env"
KUBELET_KUBECONFIG = "/etc/kubernetes/kubelet.conf"
BOOTSTRAP_KUBECONFIG = "/etc/kubernetes/bootstrap-kubelet.conf"
MANIFESTS = "/etc/kubernetes/manifests"
CNI = "/etc/cni/net.d"
RESOLV_CONF = "/etc/resolv.conf"
CONTAINERD_CONFIG = "/etc/containerd/config.toml"

Original = Callable[[], dict[str, str]]


class Disk:
    """Files by their absolute path: as the machine was set up, but for what was written or taken away since."""

    __slots__ = ("changed", "original")

    def __init__(self, original: Original) -> None:
        self.original = original  # made when somebody looks: most clusters are never looked into
        self.changed: dict[str, str | None] = {}  # None: taken away

    def read(self, path: str) -> str | None:
        """The text of a file, None if there is none."""
        if path in self.changed:
            return self.changed[path]
        return self.original().get(path)

    def files(self) -> dict[str, str]:
        """All of them."""
        found: dict[str, str | None] = {**self.original(), **self.changed}
        return {path: text for path, text in sorted(found.items()) if text is not None}

    def under(self, folder: str) -> dict[str, str]:
        """The files directly in a folder, by their names."""
        start = folder.rstrip("/") + "/"
        files = self.files() if any(path.startswith(start) for path in self.changed) else self.original()
        return {path[len(start) :]: text for path, text in files.items() if path.startswith(start)}

    def write(self, path: str, text: str | None) -> None:
        """Write a file, or take it away."""
        self.changed[path] = text


def without_cri(config: str) -> bool:
    """Whether containerd is told to leave its CRI plugin out, as Docker's package has it."""
    return (
        re.search(r"^disabled_plugins *= *\[[^\]]*['\"](io\.containerd\.grpc\.v1\.)?cri['\"]", config, re.MULTILINE)
        is not None
    )
