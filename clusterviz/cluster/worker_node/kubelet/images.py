"""Makes sure that a container's image is on the machine: pull policy, pulling, back-off. Fact sheet §8.8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.cri import CriError
from ...machinery.objects import name_of
from ...machinery.times import go_duration

if TYPE_CHECKING:
    from .starting import Starting

INVALID_CHARACTERS = " \t\"'\\"


def ensure(starting: Starting, name: str) -> None:
    """Ask for the image, pull it if need be, then go on with `starting.pulled(name)`."""
    worker = starting.worker
    image = worker.container(name)["image"]
    if not _valid(image):
        problem = f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": invalid reference format'
        worker.event("Warning", "InspectFailed", problem, name)
        starting.failed(name, "InvalidImageName", problem, event="InvalidImageName")
        return
    worker.ask_runtime(cri.GetImage(image), "ImageStatus", _inspected, starting, name)


def _inspected(answer: Any, starting: Starting, name: str) -> None:
    worker = starting.worker
    kubelet = worker.kubelet
    container = worker.container(name)
    image = container["image"]
    policy = container.get("imagePullPolicy", "IfNotPresent")
    if isinstance(answer, CriError):
        starting.failed(name, "ImageInspectError", f'Failed to inspect image "{image}": {answer}')
        return
    if answer is not None and policy != "Always":
        text = f'Container image "{image}" already present on machine and can be accessed by the pod'
        worker.event("Normal", "Pulled", text, name)
        starting.pulled(name)
        return
    if policy == "Never":
        text = f'Container image "{image}" is not present with pull policy of Never'
        worker.event("Warning", "ErrImageNeverPull", text, name)
        kubelet.decide(
            "Fails",
            worker.key,
            f"The kubelet cannot start {name} of {name_of(worker.pod)}: {text[0].lower()}{text[1:]}.",
        )
        starting.failed(name, "ErrImageNeverPull", text, event="ErrImageNeverPull")
        return
    key = f"{worker.uid}_{image}"
    last = kubelet.failed_pulls.get(key)
    if last is not None:
        left_ms = kubelet.image_back_off.remaining_ms(key, last[0], kubelet.now_ms)
        if left_ms > 0:
            text = f'Back-off pulling image "{image}"'
            worker.event("Normal", "BackOff", text, name)
            worker.event("Warning", "Failed", "Error: ImagePullBackOff", name)
            message = f"{text}: ErrImagePull: {last[1]}"
            known = worker.reasons.get(name) == ("ImagePullBackOff", message)
            if not known:  # a look at a wait that goes on decides nothing
                delay = go_duration(kubelet.image_back_off.delay_ms(key))
                kubelet.decide(
                    "BacksOff",
                    worker.key,
                    f"The kubelet waits before it pulls {image} for {name_of(worker.pod)} again: the pull has failed. "
                    f"The wait is now {delay}.",
                )
            starting.backed_off(name, "ImagePullBackOff", message, left_ms)
            return
    worker.event("Normal", "Pulling", f'Pulling image "{image}"', name)
    kubelet.pull(image, _pulled, starting, name, kubelet.now_ms)


def _pulled(answer: Any, began_ms: int, starting: Starting, name: str, asked_ms: int) -> None:
    worker = starting.worker
    kubelet = worker.kubelet
    image = worker.container(name)["image"]
    key = f"{worker.uid}_{image}"
    if isinstance(answer, CriError):
        kubelet.image_back_off.next(key, kubelet.now_ms, kubelet.now_ms)
        kubelet.failed_pulls[key] = (kubelet.now_ms, str(answer))
        worker.event("Warning", "Failed", f'Failed to pull image "{image}": {answer}', name)
        sentence = f"The kubelet cannot start {name} of {name_of(worker.pod)}: the pull of {image} has failed: {answer.message}."
        kubelet.decide("Fails", worker.key, sentence)
        starting.failed(name, "ErrImagePull", str(answer), event="ErrImagePull")
        return
    kubelet.failed_pulls.pop(key, None)
    kubelet.image_known(answer)
    took_ms = kubelet.now_ms - began_ms
    waited_ms = kubelet.now_ms - asked_ms
    if took_ms < 10:  # the way to the runtime and back is no pulling
        took_ms, waited_ms = 0, waited_ms - took_ms
    took, waited = go_duration(took_ms), go_duration(waited_ms)
    text = (
        f'Successfully pulled image "{image}" in {took} ({waited} including waiting). Image size: {answer.size} bytes.'
    )
    worker.event("Normal", "Pulled", text, name)
    starting.pulled(name)


def _valid(image: str) -> bool:
    path = image.split("@")[0]
    repository = path.rpartition(":")[0] or path
    return (
        bool(image)
        and not any(one in image for one in INVALID_CHARACTERS)
        and repository.partition("/")[2] == repository.partition("/")[2].lower()
    )
