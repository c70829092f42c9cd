"""kubectl attach, and what `kubectl run -i` does after it has made its Pod: what a container writes from now on."""

from __future__ import annotations

from ....cluster.machinery.api import Request, Response
from ....cluster.machinery.objects import Object, name_of, namespace_of
from ....cluster.machinery.program import Ask, Sleep
from ....cluster.machinery.resources import PODS
from ..errors import Failure, Refused
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, complain, get, out
from .exec import chosen_container, pod_called

LOOK_MS = 500  # how often the log is read again
ENDED = ("Succeeded", "Failed")
PRESS_ENTER = "If you don't see a command prompt, try pressing enter.\n"


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if not call.arguments:
        raise Failure("at least 1 argument is required for attach")
    if len(call.arguments) > 2:
        words = f"[{' '.join(call.arguments)}]"
        raise Failure(
            f"expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {len(call.arguments)}: {words}"
        )
    _, pod = yield from pod_called(call, "/".join(call.arguments))
    phase = (pod.get("status") or {}).get("phase", "")
    if phase in ENDED:
        raise Failure(f"cannot attach a container in a completed pod; current phase is {phase}")
    container = yield from chosen_container(call, pod)
    before: Response = yield Ask(_log(pod, container))
    yield from follow(call, pod, container, len(str(before.body)) if before.ok else 0)
    return 0


def follow(call: Invocation, pod: Object, container: str, seen: int = 0) -> Steps[Object]:
    """Print what the container writes beyond the first `seen` characters, until it has ended; returns the Pod as it is then."""
    if call.flags["stdin"] and call.flags["tty"] and not call.flags["quiet"]:
        yield from complain(PRESS_ENTER)
    while True:
        now: Object = yield from get(call, PODS, namespace_of(pod), name_of(pod))
        response: Response = yield Ask(_log(pod, container))
        if response.ok:
            text = str(response.body or "")
            if len(text) > seen:
                yield from out(text[seen:])
            seen = max(seen, len(text))
        elif response.code not in (400, 404):
            raise Refused(response)
        if ended(now, container):
            return now
        yield Sleep(LOOK_MS)


def ended(pod: Object, container: str) -> bool:
    """Whether the container's first run is over."""
    status = pod.get("status") or {}
    if status.get("phase") in ENDED:
        return True
    fields = ("containerStatuses", "ephemeralContainerStatuses")
    found = [one for field in fields for one in status.get(field) or [] if one["name"] == container]
    return any("terminated" in (one.get("state") or {}) or one.get("restartCount") for one in found)


def _log(pod: Object, container: str) -> Request:
    return Request("get", PODS, namespace_of(pod), name_of(pod), "log", query={"container": container})


COMMAND = Command(
    "attach",
    run,
    (
        Flag("container", short="c", default=""),
        Flag("stdin", kind="bool", short="i", default=False),
        Flag("tty", kind="bool", short="t", default=False),
        Flag("quiet", kind="bool", short="q", default=False),
        Flag("pod-running-timeout", kind="duration", default=60_000),
    ),
    summary="Attach to a running container",
)
