"""Containers whose program is a component of the cluster: it starts and ends with its container, and is reached at the Pod's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .images.names import split

if TYPE_CHECKING:
    from .records import Container


def open_container(container: Container) -> None:
    """The container's process has started."""
    runtime = container.runtime
    program = runtime.ground.hosted.get(split(container.config.image)[0])
    if program is None:
        return
    name = container.name
    number = 1
    while (known := runtime.network.components.get(name)) is not None and known.running:
        number += 1
        name = f"{container.name}-{number}"
    component = known if known is not None else program(runtime.ground, name, runtime.node)
    component.node = runtime.node
    container.hosted = name
    for port in container.image.ports:
        runtime.network.addresses[f"{container.sandbox.ip}:{port}"] = name
    component.start()


def close_container(container: Container) -> None:
    """The container has ended, and its program with it."""
    if not container.hosted:
        return
    network = container.runtime.network
    component = network.components.get(container.hosted)
    for port in container.image.ports:
        network.addresses.pop(f"{container.sandbox.ip}:{port}", None)
    container.hosted = ""
    if component is not None:
        component.stop()
        network.leave(component.name)
