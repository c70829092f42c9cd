"""systemctl: how the units of a machine are, and starting and stopping them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from ...cluster.inside.journal import DESCRIPTIONS
from ...cluster.machinery.program import Code, Print, Wish
from . import journalctl
from .asking import ask
from .dates import ago, systemd_date

PROGRAMS = {"docker": "dockerd", "cri-docker": "cri-dockerd"}
DOCS = {
    "kubelet": "https://kubernetes.io/docs/",
    "containerd": "https://containerd.io",
    "crio": "https://github.com/cri-o/cri-o",
    "docker": "https://docs.docker.com",
    "cri-docker": "https://docs.mirantis.com",
}
COMMANDS = {
    "kubelet": "/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS",
    "containerd": "/usr/bin/containerd",
    "crio": "/usr/bin/crio $CRIO_CONFIG_OPTIONS $CRIO_RUNTIME_OPTIONS $CRIO_STORAGE_OPTIONS $CRIO_NETWORK_OPTIONS",
    "docker": "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock",
    "cri-docker": "/usr/bin/cri-dockerd --container-runtime-endpoint fd://",
}
LINES = 10
USAGE = (
    "systemctl [OPTIONS...] COMMAND ...\n\nHere: status, start, stop, restart, is-active, list-units, daemon-reload.\n"
)


def code(words: list[str], machine: str) -> Code:
    """`systemctl VERB UNIT…`"""
    names = [word.removesuffix(".service") for word in words if not word.startswith("-")]
    if not names or "--help" in words:
        if "--help" in words:
            yield Print(USAGE)
            return 0
        return (yield from _list(machine))
    verb, *units = names
    if verb in ("daemon-reload", "reset-failed", "enable", "disable"):
        return 0
    if verb in ("list-units", "list-unit-files"):
        return (yield from _list(machine))
    if verb not in ("status", "start", "stop", "restart", "is-active"):
        yield Print(f"Unknown command verb '{verb}'.\n", error=True)
        return 1
    if not units:
        yield Print("Too few arguments.\n", error=True)
        return 1
    status = 0
    for unit in units:
        status = (yield from _one(verb, unit, machine)) or status
    return status


def _one(verb: str, unit: str, machine: str) -> Code:
    found = yield from ask(machine, "unit", unit)
    if verb == "is-active":
        yield Print(f"{found.state if found else 'inactive'}\n")
        return 0 if found and found.state == "active" else 3
    if found is None:
        if verb == "status":
            yield Print(f"Unit {unit}.service could not be found.\n", error=True)
            return 4
        yield Print(f"Failed to {verb} {unit}.service: Unit {unit}.service not found.\n", error=True)
        return 5
    if verb == "status":
        yield Print((yield from _status(found, machine)))
        return 0 if found.state == "active" else 3
    yield from ask(machine, "unit do", verb, unit)
    return 0


def _list(machine: str) -> Code:
    units = yield from ask(machine, "units")
    rows = []
    for name in sorted(units):
        unit = yield from ask(machine, "unit", name)
        sub = {"active": "running", "inactive": "dead"}.get(unit.state, "auto-restart")
        rows.append((f"  {name}.service", "loaded", unit.state, sub, DESCRIPTIONS[name]))
    width = max(len(row[0]) for row in rows)
    text = f"  {'UNIT':<{width - 2}} LOAD   {'ACTIVE':<10} {'SUB':<12} DESCRIPTION\n"
    text += "".join(
        f"{name:<{width}} {load} {active:<10} {sub:<12} {title}\n" for name, load, active, sub, title in rows
    )
    yield Print(text)
    return 0


def _status(unit: Any, machine: str) -> Generator[Wish, Any, str]:
    about = yield from ask(machine, "about")
    name = unit.name
    program = PROGRAMS.get(name, name)
    mark = {"active": "●", "activating": "●"}.get(unit.state, "○")
    lines = [
        f"{mark} {name}.service - {DESCRIPTIONS[name]}",
        f"     Loaded: loaded (/usr/lib/systemd/system/{name}.service; enabled; preset: enabled)",
    ]
    if name == "kubelet":
        lines += ["    Drop-In: /usr/lib/systemd/system/kubelet.service.d", "             └─10-kubeadm.conf"]
    since = f"{systemd_date(about.epoch_ms + unit.since_ms)}; {ago(about.now_ms - unit.since_ms)} ago"
    ended = f"   Main PID: {unit.last_pid} (code=exited, status={{}})"
    process = f"    Process: {unit.last_pid} ExecStart={COMMANDS[name]} (code=exited, status={{}})"
    match unit.state:
        case "active":
            lines.append(f"     Active: active (running) since {since}")
            lines.append(f"       Docs: {DOCS[name]}")
            lines.append(f"   Main PID: {unit.pid} ({program})")
            processes = yield from ask(machine, "processes")
            command = next((one.command for one in processes if one.pid == unit.pid), COMMANDS[name])
            lines.append(f"     CGroup: /system.slice/{name}.service")
            keepers = [one for one in processes if one.kind == "shim"] if name == "containerd" else []
            inside = [(unit.pid, command), *((one.pid, one.command) for one in keepers)]
            for place, (pid, text) in enumerate(inside):
                lines.append(f"             {'└' if place == len(inside) - 1 else '├'}─{pid} {text}")
        case "activating":
            lines.append(f"     Active: activating (auto-restart) (Result: exit-code) since {since}")
            lines.append(f"       Docs: {DOCS[name]}")
            lines += [process.format("1/FAILURE"), ended.format("1/FAILURE")]
        case _:
            lines.append(f"     Active: inactive (dead) since {since}")
            lines.append(f"       Docs: {DOCS[name]}")
            lines += [process.format("0/SUCCESS"), ended.format("0/SUCCESS")]
    shown = (yield from journalctl.lines(name, machine))[-LINES:]
    return "\n".join(lines) + "\n\n" + "".join(f"{line}\n" for line in shown)
