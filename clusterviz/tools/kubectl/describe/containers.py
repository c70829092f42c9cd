"""Containers in descriptions: of a Pod with their states, of a template without."""

from __future__ import annotations

from ....cluster.machinery.objects import Object
from ....cluster.machinery.quantities import parse
from .text import moment, title, yes_no

NEVER = "Mon, 01 Jan 0001 00:00:00 +0000"


def containers(
    heading: str, specs: list[Object], statuses: list[Object] | None, pod: Object | None, indent: str = ""
) -> str:
    """All containers of a Pod (or of a template: `indent` is two spaces)."""
    known = {status["name"]: status for status in statuses or []}
    return f"{indent}{heading}:\n" + "".join(_container(one, known.get(one["name"]), pod, indent) for one in specs)


def _container(spec: Object, status: Object | None, pod: Object | None, indent: str) -> str:
    lines = [f"  {' ' if indent else ''}{spec['name']}:"]
    if status is not None:
        lines.append(f"    Container ID:\t{status.get('containerID', '')}")
    lines.append(f"    Image:\t{spec.get('image', '')}")
    if status is not None:
        lines.append(f"    Image ID:\t{status.get('imageID', '')}")
    lines += _ports(spec)
    lines += [f"    {line}" for line in seccomp_profile(spec, "  ")]
    for heading, words in (("Command", spec.get("command")), ("Args", spec.get("args"))):
        if words:
            lines += [f"    {heading}:", *(f"      {line}" for word in words for line in word.split("\n"))]
    if status is not None:
        lines += _states(status)
    lines += resources(spec.get("resources") or {}, "    ")
    for heading, probe in (("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")):
        if spec.get(probe):
            lines.append(f"    {heading}:\t{probe_text(spec[probe])}")
    lines += _environment(spec, pod)
    lines += _mounts(spec)
    if spec.get("volumeDevices"):
        devices = sorted(spec["volumeDevices"], key=lambda device: str(device["devicePath"]))
        lines += ["    Devices:", *(f"      {device['devicePath']} from {device['name']}" for device in devices)]
    return "".join(line + "\n" for line in lines)


def _ports(spec: Object) -> list[str]:
    ports = spec.get("ports") or []
    own = ", ".join(f"{port['containerPort']}/{port.get('protocol', 'TCP')}" for port in ports)
    host = ", ".join(f"{port.get('hostPort', 0)}/{port.get('protocol', 'TCP')}" for port in ports)
    several = "s" if len(ports) > 1 else ""
    return [f"    Port{several}:\t{own or '<none>'}", f"    Host Port{several}:\t{host or '<none>'}"]


def seccomp_profile(spec: Object, indent: str = "") -> list[str]:
    """Which system calls a Pod or container may make."""
    profile = (spec.get("securityContext") or {}).get("seccompProfile")
    if not profile:
        return []
    local = profile["type"] == "Localhost"
    more = [f"{indent}LocalhostProfile:\t{profile.get('localhostProfile', '')}"] if local else []
    return [f"SeccompProfile:\t{profile['type']}", *more]


def _states(status: Object) -> list[str]:
    lines = _state("State", status.get("state") or {})
    if (status.get("lastState") or {}).get("terminated"):
        lines += _state("Last State", status["lastState"])
    lines.append(f"    Ready:\t{title(status.get('ready'))}")
    return [*lines, f"    Restart Count:\t{status.get('restartCount', 0)}"]


def _state(heading: str, state: Object) -> list[str]:
    if "running" in state:
        return [f"    {heading}:\tRunning", f"      Started:\t{_at(state['running'].get('startedAt'))}"]
    if "terminated" in state:
        ended = state["terminated"]
        lines = [f"    {heading}:\tTerminated"]
        lines += [
            f"      {name}:\t{ended[key]}"
            for name, key in (("Reason", "reason"), ("Message", "message"))
            if ended.get(key)
        ]
        lines.append(f"      Exit Code:\t{ended.get('exitCode', 0)}")
        if ended.get("signal"):
            lines.append(f"      Signal:\t{ended['signal']}")
        return [
            *lines,
            f"      Started:\t{_at(ended.get('startedAt'))}",
            f"      Finished:\t{_at(ended.get('finishedAt'))}",
        ]
    reason = (state.get("waiting") or {}).get("reason")
    return [f"    {heading}:\tWaiting", *([f"      Reason:\t{reason}"] if reason else [])]


def _at(text: str | None) -> str:
    """A time of a container's state. One that is not known is Go's first."""
    return moment(text) if text else NEVER


def resources(spec: Object, indent: str) -> list[str]:
    """Limits and requests."""
    lines = []
    for heading, key in (("Limits", "limits"), ("Requests", "requests")):
        values = spec.get(key) or {}
        if values:
            lines += [f"{indent}{heading}:", *(f"{indent}  {name}:\t{values[name]}" for name in sorted(values))]
    return lines


def probe_text(probe: Object) -> str:
    """What a probe does, and when."""
    times = (
        f"delay={probe.get('initialDelaySeconds', 0)}s timeout={probe.get('timeoutSeconds', 1)}s "
        f"period={probe.get('periodSeconds', 10)}s #success={probe.get('successThreshold', 1)} "
        f"#failure={probe.get('failureThreshold', 3)}"
    )
    if probe.get("exec"):
        return f"exec [{' '.join(probe['exec'].get('command') or [])}] {times}"
    if probe.get("httpGet"):
        get = probe["httpGet"]
        path = get.get("path", "")
        path = path if path.startswith("/") or not path else "/" + path
        return f"http-get {get.get('scheme', 'HTTP').lower()}://{get.get('host', '')}:{get['port']}{path} {times}"
    if probe.get("tcpSocket"):
        return f"tcp-socket {probe['tcpSocket'].get('host', '')}:{probe['tcpSocket']['port']} {times}"
    if probe.get("grpc"):
        return f"grpc <pod>:{probe['grpc']['port']} {probe['grpc'].get('service') or ''} {times}"
    return f"unknown {times}"


def _environment(spec: Object, pod: Object | None) -> list[str]:
    lines = []
    if spec.get("envFrom"):
        lines.append("    Environment Variables from:")
        for source in spec["envFrom"]:
            kind, reference = (
                ("ConfigMap", source["configMapRef"]) if "configMapRef" in source else ("Secret", source["secretRef"])
            )
            prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
            lines.append(f"      {reference['name']}\t{kind}{prefix}\tOptional: {yes_no(reference.get('optional'))}")
    if not spec.get("env"):
        return [*lines, "    Environment:\t<none>"]
    return [*lines, "    Environment:", *(f"      {_variable(one, pod, spec)}" for one in spec["env"])]


def _variable(variable: Object, pod: Object | None, spec: Object) -> str:
    name, source = variable["name"], variable.get("valueFrom")
    if not source:
        return f"{name}:\t" + "\n      \t".join(str(variable.get("value", "")).split("\n"))
    if "fieldRef" in source:
        path, version = source["fieldRef"]["fieldPath"], source["fieldRef"].get("apiVersion", "v1")
        return f"{name}:\t{_field(pod, path)} ({version}:{path})"
    if "resourceFieldRef" in source:
        resource = source["resourceFieldRef"]["resource"]
        return f"{name}:\t{_resource(spec, source['resourceFieldRef'])} ({resource})"
    for kind, words in (("secretKeyRef", "in secret"), ("configMapKeyRef", "of config map")):
        if kind in source:
            key = source[kind]
            optional = yes_no(key.get("optional"))
            return f"{name}:\t<set to the key '{key['key']}' {words} '{key['name']}'>\tOptional: {optional}"
    return f"{name}:\t"


def _resource(spec: Object, reference: Object) -> str:
    """What a resource of the container comes to, in units of the divisor; "node allocatable" where there is no limit."""
    part, _, name = str(reference["resource"]).partition(".")
    amount = parse(str(((spec.get("resources") or {}).get(part) or {}).get(name, "0")))
    unit = parse(str(reference.get("divisor") or "0"))
    whole = -(-amount // (unit or 1))
    return "node allocatable" if whole == 0 and part == "limits" and name in ("cpu", "memory") else str(whole)


def _field(pod: Object | None, path: str) -> str:
    """What a field says of the Pod: kubectl looks up its name and its namespace only."""
    if pod is None or path not in ("metadata.name", "metadata.namespace"):
        return ""
    return str(pod["metadata"].get(path.partition(".")[2], ""))


def _mounts(spec: Object) -> list[str]:
    mounts = sorted(spec.get("volumeMounts") or [], key=lambda mount: str(mount["mountPath"]))
    if not mounts:
        return ["    Mounts:\t<none>"]
    lines = []
    for mount in mounts:
        flags = ["ro" if mount.get("readOnly") else "rw"]
        if mount.get("subPath"):
            flags.append(f'path="{mount["subPath"]}"')
        lines.append(f"      {mount['mountPath']} from {mount['name']} ({','.join(flags)})")
    return ["    Mounts:", *lines]
