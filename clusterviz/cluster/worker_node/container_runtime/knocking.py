"""Who listens on this machine's Pods' ports, and what they say: probes and all other connections end here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.cri import HEALTH_CHECK, READY, RUNNING, TLS, Answer, CriError, Knock
from ...machinery.network import Call
from ...machinery.sockets import refused
from . import interfaces

if TYPE_CHECKING:
    from .records import Container, Sandbox
    from .runtime import ContainerRuntime

WEB_ROOT = "/usr/share/nginx/html"
SECURE_PORTS = (443, 10250)  # where the catalogue's servers speak TLS


def knock(runtime: ContainerRuntime, call: Call) -> None:
    """Answer a probe of the kubelet: it comes from the machine itself, and no rule or policy is in its way."""
    question: Knock = call.body
    container = listener(runtime, question.ip, question.port)
    if container is None:
        call.reply(refused(question))
    elif question.payload == TLS and question.port not in SECURE_PORTS:
        call.reply(CriError("http: server gave HTTP response to HTTPS client"))
    else:
        take(container, question, call)


def take(container: Container, question: Knock, call: Call) -> None:
    """The server answers when it has done the work; one that has too much to do lets whoever comes wait in vain."""
    delay_ms = container.account.serve() if question.method else 0
    if delay_ms:
        container.later(delay_ms, _answer_now, container, question, call)
    elif delay_ms is None:
        call.drop()
    else:
        call.reply(answer(container, question))


def _answer_now(container: Container, question: Knock, call: Call) -> None:
    call.reply(answer(container, question))


class Pods:
    """All who listen on one machine, as its network sees them."""

    def __init__(self, runtime: ContainerRuntime) -> None:
        self.runtime = runtime

    def at(self, ip: str, port: int) -> Container | None:
        """Who listens on this port of this address."""
        return listener(self.runtime, ip, port)

    def pod_at(self, ip: str) -> str:
        """The Pod that has this address (namespace/name), "" if none has. The machine's own address is no Pod's."""
        if ip == self.runtime.address:
            return ""
        for pod in self.runtime.pods.values():
            if pod.sandboxes and pod.sandboxes[0].ip == ip and pod.sandboxes[0].state == READY:
                return f"{pod.namespace}/{pod.name}"
        return ""

    def bridge(self) -> str:
        """The address of the machine's bridge, "" while no Pod hangs on it."""
        return interfaces.bridge(self.runtime)

    def host_port(self, port: int, protocol: str) -> tuple[str, int] | None:
        """The Pod's address and port that a port of the machine is mapped to."""
        for pod in self.runtime.pods.values():
            for sandbox in pod.sandboxes[:1]:
                found = _mapped(sandbox, port, protocol)
                if found is not None and sandbox.state == READY:
                    return sandbox.ip, found
        return None


def _mapped(sandbox: Sandbox, port: int, protocol: str) -> int | None:
    for outer, inner, kind in sandbox.host_ports:
        if (outer, kind) == (port, protocol):
            return inner
    return None


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
    path = question.path.partition("?")[0]
    if image.programs[:1] == ("nginx",):
        file = container.files.get(WEB_ROOT + ("/index.html" if path in ("", "/") else path))
        if file is not None:
            return Answer(200, file)
        if path not in ("", "/", "/index.html"):
            return Answer(404, "<html>404 Not Found</html>\n")
    return Answer(200, _filled(image.body, container, question))


def _filled(body: str, container: Container, question: Knock) -> str:
    """An image's answer, with what this container and this question put into it."""
    if "$" not in body:
        return body
    values = {
        "$HOSTNAME": container.hostname,
        "$IP": container.sandbox.ip,
        "$SOURCE": question.source,
        "$METHOD": question.method,
        "$PATH": question.path,
        "$HOST": question.headers.get("Host", f"{question.ip}:{question.port}"),
    }
    for name, value in values.items():
        body = body.replace(name, value)
    return body
