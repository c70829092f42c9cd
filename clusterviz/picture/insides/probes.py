"""Probes as a learner sees them: what is asked, how the last answer was, when the next question comes."""

from __future__ import annotations

from typing import Any

from ...cluster.machinery.objects import Object
from .waiting import due_in

Part = dict[str, Any]
THRESHOLDS = {True: ("successThreshold", 1), False: ("failureThreshold", 3)}


def probes_of(kubelet: Any, uid: str, container: str) -> list[Part]:
    """The probes of one container, in the order in which they matter: startup, liveness, readiness."""
    if kubelet is None or not kubelet.running:
        return []
    known = kubelet.probes.by_pod.get(uid, ())
    return [_probe(probe, kubelet) for probe in known if probe.name == container]


def _probe(probe: Any, kubelet: Any) -> Part:
    word, state = _verdict(probe)
    asks = probe.alarm is not None and not probe.held
    found: Part = {"kind": probe.kind, "how": how(probe.spec), "word": word, "state": state, "said": probe.said}
    found["every_s"] = int(probe.spec.get("periodSeconds", 10))
    found["due"] = due_in(probe.asks_ms, kubelet.now_ms) if asks and probe.asks_ms >= kubelet.now_ms else None
    if probe.last is not None and not probe.held:
        name, default = THRESHOLDS[probe.last]
        found["run"], found["of"] = probe.run, int(probe.spec.get(name, default))
    return found


def _verdict(probe: Any) -> tuple[str, str]:
    if not probe.container_id:
        return "waits for the container", "none"
    if probe.kind == "startup" and probe.worker.started.get(probe.container_id):
        return "passed", "ok"
    if probe.held:
        return ("passed", "ok") if probe.last else ("failed", "bad") if probe.last is False else ("ended", "none")
    if probe.last is None:
        started = probe.worker.started.get(probe.container_id, True)
        return ("not asked yet", "wait") if started else ("waits for the startup probe", "wait")
    return ("passes", "ok") if probe.last else ("fails", "bad")


def how(spec: Object) -> str:
    """`GET :8080/healthz`, `TCP :5432`, `exec cat /tmp/healthy`."""
    if "httpGet" in spec:
        action = spec["httpGet"]
        return f"GET {action.get('host', '')}:{action['port']}{action.get('path', '/')}"
    if "tcpSocket" in spec:
        return f"TCP {spec['tcpSocket'].get('host', '')}:{spec['tcpSocket']['port']}"
    if "grpc" in spec:
        return f"gRPC :{spec['grpc']['port']}"
    return "exec " + " ".join(spec.get("exec", {}).get("command", ()))
