"""kubectl cp: files between the prompt's working directory and a container, carried by the container's own programs."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object, name_of, namespace_of
from ....cluster.machinery.resources import PODS
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, complain, get
from .exec import chosen_container

BAD_PLACE = "filespec must match the canonical format: [[namespace/]pod:]file/path"


@dataclass(frozen=True, slots=True)
class Place:
    """A file here (no Pod) or in a container."""

    path: str
    pod: str = ""
    namespace: str = ""


def run(call: Invocation) -> Steps[int]:
    """The command."""
    if len(call.arguments) != 2:
        raise Failure("source and destination are required")
    source, target = (_place(word) for word in call.arguments)
    if source.pod and target.pod:
        raise Failure("one of src or dest must be a local file specification")
    if not source.path or not target.path:
        raise Failure("filepath can not be empty")
    if source.pod:
        yield from _from_container(call, source, target.path)
    elif target.pod:
        yield from _to_container(call, source.path, target)
    else:
        raise Failure("one of src or dest must be a remote file specification")
    return 0


def _place(word: str) -> Place:
    pod, colon, path = word.partition(":")
    if not colon:
        return Place(word)
    pieces = pod.split("/")
    if not pod or len(pieces) > 2:
        raise Failure(BAD_PLACE)
    return Place(path, pieces[-1], pieces[0] if len(pieces) == 2 else "")


def _to_container(call: Invocation, path: str, target: Place) -> Steps[None]:
    path = path.removeprefix("./").rstrip("/")
    inside = sorted(name for name in call.files if name.startswith(f"{path}/"))
    if path not in call.files and not inside:
        raise Failure(f"{path} doesn't exist in local filesystem")
    pod, container = yield from _container(call, target)
    status, _ = yield from _run(call, pod, container, ["test", "-d", target.path])
    root = f"{target.path.rstrip('/')}/{path.rpartition('/')[2]}" if status == 0 else target.path
    for name in inside or [path]:
        there = root + name.removeprefix(path)
        script = f"printf '%s' {shlex.quote(call.files[name])} > {shlex.quote(there)}"
        status, output = yield from _run(call, pod, container, ["sh", "-c", script])
        if status:
            raise Failure(f"{output}command terminated with exit code {status}", prefix=False)


def _from_container(call: Invocation, source: Place, path: str) -> Steps[None]:
    pod, container = yield from _container(call, source)
    status, output = yield from _run(call, pod, container, ["cat", source.path])
    if source.path.startswith("/"):
        yield from complain("tar: Removing leading `/' from member names\n")
    name = source.path.strip("/")
    if status:
        yield from complain(
            f"tar: {source.path}: Cannot stat: No such file or directory\n"
            "tar: Exiting with failure status due to previous errors\n"
        )
        raise Failure(f"{name} no such file or directory")
    path = path.removeprefix("./").rstrip("/")
    if path == "." or any(one.startswith(f"{path}/") for one in call.files):
        path = name.rpartition("/")[2] if path == "." else f"{path}/{name.rpartition('/')[2]}"
    call.files[path] = output


def _container(call: Invocation, place: Place) -> Steps[tuple[Object, str]]:
    pod = yield from get(call, PODS, place.namespace or call.namespace, place.pod)
    return pod, (yield from chosen_container(call, pod))


def _run(call: Invocation, pod: Object, container: str, command: list[str]) -> Steps[tuple[int, str]]:
    """(exit status, what it printed) of a command in the container."""
    query = {"container": container, "stdout": "true", "stderr": "true"}
    body = {"command": command}
    request = Request("create", PODS, namespace_of(pod), name_of(pod), "exec", body=body, query=query)
    answer = (yield from ask(call, request)).body
    return int(answer["exitCode"] or 0), str(answer["output"])


COMMAND = Command(
    "cp",
    run,
    (
        Flag("container", short="c", default=""),
        Flag("no-preserve", kind="bool", default=False),
        Flag("retries", kind="int", default=0),
    ),
    summary="Copy files and directories to and from containers",
)
