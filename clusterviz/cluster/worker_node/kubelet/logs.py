"""Container logs, as the API server asks for them. Fact sheet §8.13."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery import cri
from ...machinery.api import refusal
from ...machinery.cri import CREATED, CriError, LogLine
from ...machinery.network import Call, Reply
from ...machinery.times import micro_timestamp, unix_ms

if TYPE_CHECKING:
    from .kubelet import Kubelet
    from .pod_worker import PodWorker

TRYING_TO_PULL = ("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName")


def serve(kubelet: Kubelet, call: Call) -> None:
    """GET containerLogs: the text of a log, or the reason why there is none."""
    question: dict[str, Any] = call.body
    worker = kubelet.worker_of(question["pod"])
    name = question["container"]
    pod = question["pod"].partition("/")[2]
    previous = question.get("previous") in (True, "true")
    if worker is None and kubelet.static_pods.shows(question["pod"]):
        lines = kubelet.static_pods.log(name, previous)
        if lines is None:
            problem = f'previous terminated container "{name}" in pod "{pod}" not found'
            call.reply(refusal(400, "BadRequest", problem))
        else:
            _tell(kubelet, call, question, lines)
        return
    if worker is None:
        call.reply(refusal(404, "NotFound", f'pods "{pod}" not found'))
        return
    identity, problem = _find(worker, name, pod, previous)
    if problem:
        call.reply(refusal(400, "BadRequest", problem))
        return
    kubelet.ask_runtime(cri.ReadLog(identity), "ReadLog", question["pod"], _read, kubelet, call, question, identity)


def _find(worker: PodWorker, name: str, pod: str, previous: bool) -> tuple[str, str]:
    """(container id, "") or ("", why not)."""
    status = worker.runtime_status
    attempts = [one for one in status.containers if one.name == name] if status is not None else []
    if previous:
        dead = [one for one in attempts if one.state == "EXITED"]
        if attempts and attempts[0].state != "EXITED":
            dead = [one for one in attempts[1:] if one.state == "EXITED"]
        elif name not in worker.reasons:
            dead = dead[1:]
        if not dead:
            return "", f'previous terminated container "{name}" in pod "{pod}" not found'
        return dead[0].id, ""
    started = [one for one in attempts if one.state != CREATED]
    if started:
        return started[0].id, ""
    waiting = worker.reasons.get(name)
    reason = (
        waiting[0]
        if waiting
        else ("PodInitializing" if worker.pod["spec"].get("initContainers") else "ContainerCreating")
    )
    if reason in TRYING_TO_PULL:
        reason = "trying and failing to pull image" if reason in ("ErrImagePull", "ImagePullBackOff") else reason
    return "", f'container "{name}" in pod "{pod}" is waiting to start: {reason}'


def _read(reply: Reply, kubelet: Kubelet, call: Call, question: dict[str, Any], identity: str) -> None:
    if reply.failure is not None or isinstance(reply.body, CriError):
        # The answer has begun when the runtime is asked, so that the reason is all there is of the log.
        call.reply(f"unable to retrieve container logs for {kubelet.machine.runtime}://{identity}")
        return
    _tell(kubelet, call, question, reply.body)


def _tell(kubelet: Kubelet, call: Call, question: dict[str, Any], lines: list[LogLine]) -> None:
    """Of these lines those that are asked for."""
    epoch_ms = kubelet.clock.epoch_ms
    since_ms = None
    if question.get("sinceSeconds"):
        since_ms = kubelet.now_ms - int(question["sinceSeconds"]) * 1000
    elif question.get("sinceTime"):
        since_ms = unix_ms(question["sinceTime"]) - epoch_ms
    if since_ms is not None:
        lines = [line for line in lines if line.at_ms >= since_ms]
    if question.get("tailLines") not in (None, "", "-1", -1):
        count = int(question["tailLines"])
        lines = lines[-count:] if count else []
    stamped = question.get("timestamps") in (True, "true")
    texts = [
        f"{micro_timestamp(epoch_ms + line.at_ms)[:-1]}000Z {line.text}\n" if stamped else line.text + "\n"
        for line in lines
    ]
    text = "".join(texts)
    if question.get("limitBytes"):
        text = text[: int(question["limitBytes"])]
    call.reply(text)
