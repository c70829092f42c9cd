"""Images: pulled from their registry, counted on the machine's disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.cri import CriError
from ...machinery.network import Call
from .images import canonical
from .images.registry import DIAL_TIMEOUT_MS
from .registry_names import name_server_problem

if TYPE_CHECKING:
    from .runtime import ContainerRuntime


def pull(runtime: ContainerRuntime, call: Call) -> None:
    """Fetch an image; who asks for one that is on its way waits with the others."""
    name = call.body.image
    waiting = runtime.pulls.get(name)
    if waiting is not None:
        waiting.append(call)
        return
    runtime.pulls[name] = [call]
    runtime.say("pull", name)
    if runtime.registry.down:
        runtime.after(DIAL_TIMEOUT_MS, _pulled, runtime, name)
        return
    image = runtime.registry.image(name)
    if image is None:
        runtime.after(0 if runtime.registry.serves_all else 400, _pulled, runtime, name)
    else:
        runtime.after(runtime.registry.pull_ms(name, canonical(name) in runtime.images), _pulled, runtime, name)


def _pulled(runtime: ContainerRuntime, name: str) -> None:
    answer: Any
    unreachable = name_server_problem(runtime.machine, name)
    if unreachable:
        answer = CriError(unreachable)
        runtime.say("pull failed", name, unreachable)
    elif runtime.registry.down:
        answer = runtime.registry_silent(name)
        runtime.say("pull failed", name, answer.message)
    elif runtime.registry.image(name) is None:
        answer = runtime.image_missing(name)
        runtime.say("pull failed", name, answer.message)
    else:
        full = canonical(name)
        digest = runtime.registry.id(name)
        names = (name,) if digest == name else (digest, full)
        runtime.say("pulled", name, digest)
        answer = runtime.images[full] = cri.ImageStatus(names, digest, runtime.registry.size(name))
        images_changed(runtime)
    for call in runtime.pulls.pop(name, ()):
        call.reply(answer)


def images_changed(runtime: ContainerRuntime) -> None:
    """The kernel counts what lies on the disk."""
    kernel = runtime.machine.kernel
    kernel.image_bytes = sum({image.id: image.size for image in runtime.images.values()}.values())
    kernel.changed()
