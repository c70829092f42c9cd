"""Who answers at a port of this machine or of its Pods: probes and all other connections end here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...machinery.cri import HEALTH_CHECK, RUNNING, Answer, CriError, Knock
from ...machinery.network import Call
from . import connecting

if TYPE_CHECKING:
    from .records import Container
    from .runtime import ContainerRuntime

API_SERVER_PORT = 6443


def knock(runtime: ContainerRuntime, call: Call) -> None:
    """Answer a connection, send it on, or refuse it."""
    question: Knock = call.body
    container = listener(runtime, question.ip, question.port)
    if container is not None:
        take(container, question, call)
        return
    onward = connecting.translate(runtime, question)
    if onward is None and question.ip != runtime.address and connecting.rule_of(runtime, question.ip, question.port):
        onward = question  # somebody on this machine asks for a Service
    if onward is not None:
        connecting.send(runtime, onward, _pass_on, (call,))
    elif question.ip == runtime.address and question.port == API_SERVER_PORT and _has_api_server(runtime):
        call.reply(Answer(403, '{"kind":"Status","status":"Failure","reason":"Forbidden","code":403}\n'))
    else:
        call.reply(CriError(f"dial tcp {question.ip}:{question.port}: connect: connection refused", connecting.REFUSED))


def take(container: Container, question: Knock, call: Call) -> None:
    """The server answers when it has done the work; one that has too much to do lets whoever comes wait in vain."""
    delay_ms = container.account.serve() if question.method else 0
    if delay_ms:
        container.later(delay_ms, _answer_now, container, question, call)
    elif delay_ms is None:
        container.later(connecting.TIMEOUT_MS, call.reply, CriError("i/o timeout", connecting.TIMED_OUT))
    else:
        call.reply(answer(container, question))


def _answer_now(container: Container, question: Knock, call: Call) -> None:
    call.reply(answer(container, question))


def _pass_on(found: Any, ip: str, call: Call) -> None:
    if isinstance(found, CriError) and found.code == connecting.TIMED_OUT:
        return  # nobody answers: the one who asked finds out by waiting
    call.reply(found)


def _has_api_server(runtime: ContainerRuntime) -> bool:
    return "kube-apiserver" in runtime.machine.static_pods


def listener(runtime: ContainerRuntime, ip: str, port: int) -> Container | None:
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
    image = container.image
    if question.method == HEALTH_CHECK:
        health = container.files.get("/tmp/health", image.health).strip()
        return Answer(200, health) if image.health else Answer(415)
    body = image.body.replace("$HOSTNAME", container.hostname)
    path = question.path.partition("?")[0]
    if image.programs[:1] == ("nginx",):
        file = container.files.get("/usr/share/nginx/html" + ("/index.html" if path in ("", "/") else path))
        if file is not None:
            return Answer(200, file)
        if path not in ("", "/", "/index.html"):
            return Answer(404, "<html>404 Not Found</html>\n")
    return Answer(200, body)
