"""Who answers at a port of this machine's Pods: probes and other connections end here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.cri import RUNNING, Answer, CriError, Knock
from ...machinery.network import Call

if TYPE_CHECKING:
    from .containerd import Containerd
    from .records import Container

TOO_SLOW = "too slow"


def knock(runtime: Containerd, call: Call) -> None:
    """Answer a connection, or refuse it."""
    question: Knock = call.body
    container = listener(runtime, question.ip, question.port)
    if container is None:
        call.reply(CriError(f"dial tcp {question.ip}:{question.port}: connect: connection refused"))
        return
    call.reply(answer(container, question))


def listener(runtime: Containerd, ip: str, port: int) -> Container | None:
    """The container that listens on this port of this address."""
    for pod in runtime.pods.values():
        if pod.sandboxes and pod.sandboxes[0].ip == ip:
            for container in pod.containers:
                if container.state == RUNNING and container.listens(port):
                    return container
    return None


def answer(container: Container, question: Knock) -> Answer:
    """What the server in this container says."""
    if not question.method:
        return Answer(0)
    body = container.image.body.replace("$HOSTNAME", container.hostname)
    path = question.path.partition("?")[0]
    if path in ("", "/", "/index.html"):
        return Answer(200, body)
    if container.image.body and container.image.programs[:1] == ("nginx",):
        file = container.files.get("/usr/share/nginx/html" + path)
        return Answer(200, file) if file is not None else Answer(404, "<html>404 Not Found</html>\n")
    return Answer(200, body)
