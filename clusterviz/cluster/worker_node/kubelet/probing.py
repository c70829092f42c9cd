"""What a probe asks, and what an answer means: pure functions. Fact sheet §8.9."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...machinery import cri
from ...machinery.cri import Answer, ContainerStatus, CriError, ExecResult, PodStatus
from ...machinery.objects import Object
from .hooks import port_number

SUCCESS, FAILURE, ERROR = "success", "failure", "error"  # an error says nothing about the container
SERVING = "SERVING"


class Question(NamedTuple):
    """A message to the runtime, and what it is about."""

    message: cri.CriMessage
    verb: str
    url: str  # as it stands in what is told of the answer


class Result(NamedTuple):
    """What a probe has found. The text of a success is a warning."""

    kind: str
    text: str = ""


def question(
    spec: Object, container: Object, status: PodStatus | None, one: ContainerStatus, timeout_ms: int
) -> Question:
    """The message of one probe."""
    ip = status.sandboxes[0].ip if status is not None and status.sandboxes else ""
    if "exec" in spec:
        return Question(cri.ExecSync(one.id, tuple(spec["exec"].get("command") or ()), timeout_ms), "EXEC", "")
    if "grpc" in spec:
        port = int(spec["grpc"]["port"])
        return Question(
            cri.Knock(ip, port, cri.HEALTH_CHECK, spec["grpc"].get("service") or ""), "CHECK", f"{ip}:{port}"
        )
    action = spec.get("httpGet") or spec["tcpSocket"]
    host, port = action.get("host") or ip, port_number(container, action["port"])
    if "tcpSocket" in spec:
        return Question(cri.Knock(host, port), "CONNECT", f"{host}:{port}")
    path = action.get("path", "/")
    headers = {header["name"]: header["value"] for header in action.get("httpHeaders") or ()}
    url = f"{action.get('scheme', 'HTTP').lower()}://{host}:{port}{path}"
    payload = cri.TLS if action.get("scheme") == "HTTPS" else None
    return Question(cri.Knock(host, port, "GET", path, headers, payload=payload), "GET", url)


def judge(spec: Object, answer: Any, failure: str | None, url: str, timeout_ms: int) -> Result:
    """What an answer means. `answer` None: there was none, for the reason `failure`."""
    if "exec" in spec:
        return _judge_exec(spec, answer, failure, timeout_ms)
    if "httpGet" in spec:
        return _judge_http(answer, url)
    if "grpc" in spec:
        return _judge_grpc(answer, url, timeout_ms)
    match answer:
        case None:
            return Result(FAILURE, f"dial tcp {url}: i/o timeout")
        case CriError():
            return Result(FAILURE, answer.message)
    return Result(SUCCESS)


def _judge_exec(spec: Object, answer: Any, failure: str | None, timeout_ms: int) -> Result:
    match answer:
        case ExecResult(exit_code=int(code), output=output):
            return Result(SUCCESS) if code == 0 else Result(FAILURE, output)
        case CriError():
            return Result(ERROR, str(answer))
    if failure is not None and failure != "timeout":
        return Result(
            ERROR, 'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing"'
        )
    command = " ".join(spec["exec"].get("command") or ())
    return Result(FAILURE, f'command timed out: "{command}" timed out after {timeout_ms // 1000}s')


def _judge_http(answer: Any, url: str) -> Result:
    match answer:
        case None:
            text = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
            return Result(FAILURE, f'Get "{url}": {text}')
        case CriError():
            return Result(FAILURE, f'Get "{url}": {answer.message}')
        case Answer(code, body) if 300 <= code < 400:
            return Result(SUCCESS, f"Probe terminated redirects, Response body: {body}")
        case Answer(code) if not 200 <= code < 400:
            return Result(FAILURE, f"HTTP probe failed with statuscode: {code}")
    return Result(SUCCESS)


def _judge_grpc(answer: Any, url: str, timeout_ms: int) -> Result:
    match answer:
        case Answer(code=200, body=body) if body == SERVING:
            return Result(SUCCESS)
        case Answer(code=200, body=body):
            return Result(FAILURE, f'service unhealthy (responded with "{body}")')
    text = f'timeout: failed to connect service "{url}" within {timeout_ms // 1000}s: context deadline exceeded'
    return Result(FAILURE, text)
