"""Containers whose program is a component of this model: it starts with the container and ends with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.cri import RUNNING

if TYPE_CHECKING:
    from .records import Container
    from .runtime import ContainerRuntime


def start(runtime: ContainerRuntime, container: Container) -> None:
    """The container runs: so does its component, if the machine knows one for its image."""
    make = runtime.machine.programs.get(container.image.program)
    if make is None or container.state != RUNNING:
        return
    container.program = f"{container.image.program}/{container.pod.name}"
    if container.program not in runtime.network.components:
        make(
            runtime.ground, container.program, runtime.node, runtime.machine, container.pod_key, container.sandbox.ip
        ).start()


def stop(runtime: ContainerRuntime, container: Container) -> None:
    """The container has ended."""
    component = runtime.network.components.get(container.program)
    if component is not None and container.image.program in runtime.machine.programs:
        component.stop()
        runtime.network.leave(container.program)
