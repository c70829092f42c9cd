"""The level `baseline`: nothing that is known to lead out of a container. One check each, in alphabetical order."""

from __future__ import annotations

from collections.abc import Callable

from .....machinery.objects import Object
from .violation import Violation, all_containers, containers_of, named, plural, pod_context, quoted, setters

DEFAULT_CAPABILITIES = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID",
    "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
SAFE_SYSCTLS = (
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
)  # fmt: skip
SELINUX_TYPES = ("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t")
SECCOMP = ("RuntimeDefault", "Localhost")


def _app_armor(spec: Object) -> Violation | None:
    def unconfined(context: Object) -> bool:
        return (context.get("appArmorProfile") or {}).get("type") == "Unconfined"

    pod, bad = unconfined(pod_context(spec)), [name for name, context in containers_of(spec) if unconfined(context)]
    if not pod and not bad:
        return None
    who = setters(pod, bad)
    reason = plural("forbidden AppArmor profile", int(pod) + len(bad))
    return Violation(reason, f'{who} must not set AppArmor profile type to "Unconfined"')


def _capabilities(spec: Object) -> Violation | None:
    bad: dict[str, list[str]] = {}
    for name, context in containers_of(spec):
        added = (context.get("capabilities") or {}).get("add") or ()
        strange = [one for one in added if one not in DEFAULT_CAPABILITIES]
        if strange:
            bad[name] = strange
    if not bad:
        return None
    added = quoted(sorted({one for strange in bad.values() for one in strange}))
    detail = f"{named(list(bad))} must not include {added} in securityContext.capabilities.add"
    return Violation("non-default capabilities", detail)


def _host_namespaces(spec: Object) -> Violation | None:
    shared = [f"{field}=true" for field in ("hostNetwork", "hostPID", "hostIPC") if spec.get(field)]
    return Violation("host namespaces", ", ".join(shared)) if shared else None


def _host_path_volumes(spec: Object) -> Violation | None:
    bad = [volume["name"] for volume in spec.get("volumes") or () if volume.get("hostPath") is not None]
    return Violation("hostPath volumes", f"{plural('volume', len(bad))} {quoted(bad)}") if bad else None


def _host_ports(spec: Object) -> Violation | None:
    bad: dict[str, list[int]] = {}
    for container in all_containers(spec):
        ports = [port["hostPort"] for port in container.get("ports") or () if port.get("hostPort")]
        if ports:
            bad[container["name"]] = ports
    if not bad:
        return None
    ports = sorted({str(port) for used in bad.values() for port in used})
    verb, what = plural("uses", len(bad), "use"), plural("hostPort", len(ports))
    return Violation("hostPort", f"{named(list(bad))} {verb} {what} {', '.join(ports)}")


def _host_probes(spec: Object) -> Violation | None:
    """A probe or a hook that goes to another host than the Pod."""
    bad: dict[str, list[str]] = {}
    for container in all_containers(spec):
        lifecycle = container.get("lifecycle") or {}
        handlers = [container.get(f"{kind}Probe") for kind in ("liveness", "readiness", "startup")]
        handlers += [lifecycle.get("postStart"), lifecycle.get("preStop")]
        for handler in handlers:
            for way in ("httpGet", "tcpSocket"):
                host = ((handler or {}).get(way) or {}).get("host")
                if host:
                    bad.setdefault(container["name"], []).append(host)
    if not bad:
        return None
    hosts = sorted({host for used in bad.values() for host in used})
    verb, what = plural("uses", len(bad), "use"), plural("probe or lifecycle host", len(hosts))
    return Violation("probe or lifecycle host", f"{named(list(bad))} {verb} {what} {quoted(hosts)}")


def _privileged(spec: Object) -> Violation | None:
    bad = [name for name, context in containers_of(spec) if context.get("privileged")]
    return Violation("privileged", f"{named(bad)} must not set securityContext.privileged=true") if bad else None


def _proc_mount(spec: Object) -> Violation | None:
    bad = {
        name: context["procMount"]
        for name, context in containers_of(spec)
        if context.get("procMount") not in (None, "Default")
    }
    if not bad or spec.get("hostUsers") is False:
        return None
    values = quoted(sorted(set(bad.values())))
    return Violation("procMount", f"{named(list(bad))} must not set securityContext.procMount to {values}")


def _selinux(spec: Object) -> Violation | None:
    types: set[str] = set()
    said: dict[str, bool] = {}

    def bad(context: Object) -> bool:
        options = context.get("seLinuxOptions") or {}
        kind = options.get("type") or ""
        if kind not in SELINUX_TYPES:
            types.add(kind)
        for field in ("user", "role"):
            if options.get(field):
                said[field] = True
        return kind not in SELINUX_TYPES or bool(options.get("user") or options.get("role"))

    pod, names = bad(pod_context(spec)), [name for name, context in containers_of(spec) if bad(context)]
    if not pod and not names:
        return None
    told = [f"{plural('type', len(types))} {quoted(sorted(types))}"] if types else []
    told += [f"{field} may not be set" for field in ("user", "role") if field in said]
    detail = f"{setters(pod, names)} set forbidden securityContext.seLinuxOptions: {'; '.join(told)}"
    return Violation("seLinuxOptions", detail)


def _seccomp(spec: Object) -> Violation | None:
    values: set[str] = set()

    def bad(context: Object) -> bool:
        kind = (context.get("seccompProfile") or {}).get("type")
        if kind is None or kind in SECCOMP:
            return False
        values.add(kind)
        return True

    pod, names = bad(pod_context(spec)), [name for name, context in containers_of(spec) if bad(context)]
    if not values:
        return None
    detail = f"{setters(pod, names)} must not set securityContext.seccompProfile.type to {quoted(sorted(values))}"
    return Violation("seccompProfile", detail)


def _sysctls(spec: Object) -> Violation | None:
    bad = [one["name"] for one in pod_context(spec).get("sysctls") or () if one["name"] not in SAFE_SYSCTLS]
    return Violation("forbidden sysctls", ", ".join(bad)) if bad else None


def _windows_host_process(spec: Object) -> Violation | None:
    def bad(context: Object) -> bool:
        return bool((context.get("windowsOptions") or {}).get("hostProcess"))

    pod, names = bad(pod_context(spec)), [name for name, context in containers_of(spec) if bad(context)]
    if not pod and not names:
        return None
    detail = f"{setters(pod, names)} must not set securityContext.windowsOptions.hostProcess=true"
    return Violation("hostProcess", detail)


BASELINE: dict[str, Callable[[Object], Violation | None]] = {
    "appArmorProfile": _app_armor,
    "capabilities_baseline": _capabilities,
    "hostNamespaces": _host_namespaces,
    "hostPathVolumes": _host_path_volumes,
    "hostPorts": _host_ports,
    "hostProbesAndhostLifecycle": _host_probes,
    "privileged": _privileged,
    "procMount": _proc_mount,
    "seLinuxOptions": _selinux,
    "seccompProfile_baseline": _seccomp,
    "sysctls": _sysctls,
    "windowsHostProcess": _windows_host_process,
}
