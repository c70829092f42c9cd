"""Names of sandboxes and containers are reserved: what one kubelet has asked for is not made again for the next. Fact sheet §9.5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.cri import CreateContainer, CriError, RunPodSandbox
from ...machinery.network import Call

if TYPE_CHECKING:
    from .records import PodRecord
    from .runtime import ContainerRuntime


def sandbox_name(config: RunPodSandbox) -> str:
    """name_namespace_uid_attempt."""
    return f"{config.name}_{config.namespace}_{config.uid}_{config.attempt}"


def container_name(config: CreateContainer, pod: PodRecord | None) -> str:
    """container_pod_namespace_uid_attempt."""
    place = f"{pod.name}_{pod.namespace}" if pod is not None else "_"
    return f"{config.name}_{place}_{config.pod_uid}_{config.attempt}"


class Reservations:
    """Names of what is being made; what has been made keeps its own."""

    def __init__(self, runtime: ContainerRuntime) -> None:
        self.runtime = runtime
        self.under_way: dict[str, str] = {}  # name → the id that it will have, "" unless somebody has been told

    def take(self, call: Call, kind: str, name: str, pod: PodRecord | None) -> bool:
        """Reserve a name. False, and the call is answered with an error, if something has it or is being made under it."""
        owner = self._owner(name, pod)
        if owner is None:
            self.under_way[name] = ""
            return True
        if pod is not None and name not in self.under_way:
            self.runtime.changed(pod, "PodSandboxStatus")  # who did not know what is there knows it now
        if not owner:
            owner = self.under_way[name] = self.runtime.chance.hexadecimal(64)
        call.reply(CriError(f'failed to reserve {kind} name "{name}": name "{name}" is reserved for "{owner}"'))
        return False

    def _owner(self, name: str, pod: PodRecord | None) -> str | None:
        if name in self.under_way:
            return self.under_way[name]
        if pod is not None:
            for sandbox in pod.sandboxes:
                if sandbox.name == name:
                    return sandbox.id
            for container in pod.containers:
                if container_name(container.config, pod) == name:
                    return container.id
        return None

    def made(self, name: str) -> str:
        """What was reserved is made now, or has failed. The id that somebody was told meanwhile, "" if nobody was."""
        return self.under_way.pop(name, "")
