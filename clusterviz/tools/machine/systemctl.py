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
VERBS = (
    "status",
    "start",
    "stop",
    "restart",
    "is-active",
    "is-failed",
    "is-enabled",
    "enable",
    "disable",
    "cat",
    "show",
)
OPTIONS = (
    "--no-pager",
    "--property",
    "--failed",
    "--no-legend",
    "--type",
    "-t",
    "--state",
    "--all",
    "-a",
    "-l",
    "--full",
    "-q",
    "--now",
    "-n",
    "--lines",
)
SUBSTATES = {"active": "running", "inactive": "dead"}
USAGE = f"systemctl [OPTIONS...] COMMAND ...\n\nHere: {', '.join(VERBS)}, list-units, list-unit-files, daemon-reload.\n"
LEGEND = """
Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.

{} loaded units listed. Pass --all to see loaded but inactive units, too.
To show all installed unit files use 'systemctl list-unit-files'.
"""


def code(words: list[str], machine: str) -> Code:
    """`systemctl VERB UNIT…`"""
    options = [word for word in words if word.startswith("-")]
    if "--help" in options or "-h" in options:
        yield Print(USAGE)
        return 0
    wanted, rest = "", []
    for place, word in enumerate(words):
        if word.startswith(("--property=", "-p")):
            wanted = word.partition("=")[2] if "=" in word else word[2:] or "".join(words[place + 1 : place + 2])
        elif words[place - 1 : place] not in (["-p"], ["-n"]) and not word.startswith("-"):
            rest.append(word.removesuffix(".service"))
    unknown = next(
        (word for word in options if word.partition("=")[0] not in OPTIONS and not word.startswith("-p")), ""
    )
    if unknown:
        said = "unrecognized option" if unknown.startswith("--") else "invalid option --"
        yield Print(f"systemctl: {said} '{unknown if unknown.startswith('--') else unknown[1:2]}'\n", error=True)
        return 1
    verb, *units = rest or ["list-units"]
    if verb in ("daemon-reload", "reset-failed"):
        return 0
    if verb in ("list-units", "list-unit-files"):
        failed = "--failed" in options or "--state=failed" in options
        return (
            yield from (
                _files(machine) if verb == "list-unit-files" else _list(machine, failed, "--no-legend" in options)
            )
        )
    if verb not in VERBS:
        yield Print(f"Unknown command verb '{verb}'.\n", error=True)
        return 1
    if not units:
        yield Print("Too few arguments.\n", error=True)
        return 1
    status = 0
    for unit in units:
        status = (yield from _one(verb, unit, machine, wanted)) or status
    return status


def _one(verb: str, unit: str, machine: str, wanted: str) -> Code:
    found = yield from ask(machine, "unit", unit)
    if verb in ("is-active", "is-failed"):
        state = found.state if found else "inactive"
        yield Print(f"{state}\n")
        return 0 if verb == "is-active" and state == "active" else 3 if verb == "is-active" else 1
    if found is None:
        said, status = {
            "status": (f"Unit {unit}.service could not be found.", 4),
            "cat": (f"No files found for {unit}.service.", 1),
            "is-enabled": (f"Failed to get unit file state for {unit}.service: No such file or directory", 1),
            "enable": (f"Failed to enable unit: Unit {unit}.service does not exist", 1),
            "disable": (f"Failed to disable unit: Unit {unit}.service does not exist", 1),
            "show": ("", 0),
        }.get(verb, (f"Failed to {verb} {unit}.service: Unit {unit}.service not found.", 5))
        yield Print(f"{said}\n" if said else "", error=True)
        return status
    match verb:
        case "status":
            yield Print((yield from _status(found, machine)))
            return 0 if found.state == "active" else 3
        case "is-enabled":
            yield Print("enabled\n")
        case "cat":
            yield Print(_unit_file(unit))
        case "show":
            yield Print(_properties(found, wanted))
        case "enable" | "disable":
            yield Print("")  # after a reboot all units of a machine start here
        case _:
            yield from ask(machine, "unit do", verb, unit)
    return 0


def _properties(unit: Any, wanted: str) -> str:
    sub = SUBSTATES.get(unit.state, "auto-restart")
    known = {
        "Restart": "always" if unit.name == "kubelet" else "on-failure",
        "MainPID": str(unit.pid),
        "Id": f"{unit.name}.service",
        "Description": DESCRIPTIONS[unit.name],
        "LoadState": "loaded",
        "ActiveState": unit.state,
        "SubState": sub,
        "FragmentPath": f"/usr/lib/systemd/system/{unit.name}.service",
        "UnitFileState": "enabled",
    }
    names = wanted.split(",") if wanted else list(known)
    return "".join(f"{name}={known[name]}\n" for name in names if name in known)


def _unit_file(name: str) -> str:
    text = f"# /usr/lib/systemd/system/{name}.service\n[Unit]\nDescription={DESCRIPTIONS[name]}\nDocumentation={DOCS[name]}\n"
    if name != "kubelet":
        return f"{text}\n[Service]\nExecStart={COMMANDS[name]}\nRestart=on-failure\n\n[Install]\nWantedBy=multi-user.target\n"
    text += "Wants=network-online.target\nAfter=network-online.target\n\n[Service]\nExecStart=/usr/bin/kubelet\nRestart=always\n"
    text += "StartLimitInterval=0\nRestartSec=10\n\n[Install]\nWantedBy=multi-user.target\n"
    text += "\n# /usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf\n[Service]\n"
    text += 'Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf '
    text += '--kubeconfig=/etc/kubernetes/kubelet.conf"\n'
    text += 'Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\n'
    return text + f"EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nExecStart=\nExecStart={COMMANDS[name]}\n"


def _files(machine: str) -> Code:
    units = yield from ask(machine, "units")
    width = max(len(f"{name}.service") for name in units)
    text = f"{'UNIT FILE':<{width}} STATE   PRESET\n"
    text += "".join(f"{f'{name}.service':<{width}} enabled enabled\n" for name in sorted(units))
    yield Print(f"{text}\n{len(units)} unit files listed.\n")
    return 0


def _list(machine: str, failed: bool, bare: bool) -> Code:
    units = yield from ask(machine, "units")
    rows = []
    for name in sorted(units):
        unit = yield from ask(machine, "unit", name)
        if not failed and unit.state != "inactive":
            rows.append(
                (f"  {name}.service", unit.state, SUBSTATES.get(unit.state, "auto-restart"), DESCRIPTIONS[name])
            )
    width = max((len(row[0]) for row in rows), default=6)
    states = max((len(row[1]) for row in rows), default=6)
    subs = max((len(row[2]) for row in rows), default=3)
    text = "" if bare else f"  {'UNIT':<{width - 2}} LOAD   {'ACTIVE':<{states}} {'SUB':<{subs}} DESCRIPTION\n"
    text += "".join(
        f"{name:<{width}} loaded {state:<{states}} {sub:<{subs}} {title}\n" for name, state, sub, title in rows
    )
    if not bare:
        text += f"\n{len(rows)} loaded units listed.\n" if failed else LEGEND.format(len(rows))
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
