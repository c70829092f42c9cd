"""The process tree of a machine's runtime: its daemons, who keeps the containers for it, and the processes inside.

containerd:  systemd ─┬─ containerd               cri-o:  systemd ─┬─ crio
                      └─ shim (one per Pod) ─┬─ pause              ├─ conmon ─── pause
                                             └─ nginx              └─ conmon ─── nginx

docker:      systemd ─┬─ containerd, dockerd, cri-dockerd     rkt:  systemd ─── systemd-nspawn ─── systemd ─── app
                      ├─ shim ─── pause
                      └─ shim ─── nginx
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...machinery.cri import READY, RUNNING
from ...machinery.daemons import UNITS, daemon_pid
from .process import Process
from .records import Container, PodRecord, Sandbox
from .runtime import ContainerRuntime

SYSTEMD_PID = 1
EXEC_PIDS_APART = 2
COMMANDS = {
    "containerd": "/usr/bin/containerd",
    "crio": "/usr/bin/crio",
    "docker": "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock",
    "cri-docker": "/usr/bin/cri-dockerd --container-runtime-endpoint fd://",
}
PAUSE_USER = "65535"
NGINX_USER = "101"


class ProcessInfo(NamedTuple):
    """One process of a machine. `kind`: daemon, shim, conmon, pause, container, worker, exec or stage1."""

    pid: int
    parent: int
    user: str
    command: str
    since_ms: int
    kind: str
    pod: str = ""  # namespace/name
    container: str = ""  # the container's name in its Pod


def tree(runtime: ContainerRuntime) -> list[ProcessInfo]:
    """The processes that a machine's runtime has started, parents before their children. Nothing without power."""
    if runtime.node in runtime.network.powered_off:
        return []
    found = list(_daemons(runtime))
    for pod in runtime.pods.values():
        for sandbox in reversed(pod.sandboxes):
            if sandbox.state == READY:
                found += _sandbox(runtime, pod, sandbox)
    if runtime.kind == "rkt":
        found += _started_by_hand()
    return found


def _daemons(runtime: ContainerRuntime) -> Iterator[ProcessInfo]:
    for unit, kind in UNITS[runtime.kind].items():
        component = runtime.network.components.get(f"{kind}/{runtime.node}")
        if unit in COMMANDS and component is not None and component.running:
            pid = daemon_pid(unit, component)
            yield ProcessInfo(pid, SYSTEMD_PID, "root", COMMANDS[unit], component.since_ms, "daemon")


def _sandbox(runtime: ContainerRuntime, pod: PodRecord, sandbox: Sandbox) -> Iterator[ProcessInfo]:
    """One Pod's processes: whoever keeps them is a child of systemd, so that the daemon may go and come."""
    key = f"{pod.namespace}/{pod.name}"
    name = f"k8s_POD_{pod.name}_{pod.namespace}_{pod.uid}_{sandbox.attempt}"
    keeper = _keeper(runtime.kind, sandbox.id, name)
    kind = "conmon" if runtime.kind == "cri-o" else "shim"
    yield ProcessInfo(sandbox.keeper_pid, SYSTEMD_PID, "root", keeper, sandbox.created_ms, kind, key)
    yield ProcessInfo(sandbox.pid, sandbox.keeper_pid, PAUSE_USER, "/pause", sandbox.created_ms, "pause", key)
    for container in reversed(pod.containers):
        if container.sandbox is not sandbox or container.state != RUNNING or container.process is None:
            continue
        parent = sandbox.keeper_pid
        since_ms = container.started_ms or 0
        if runtime.kind != "containerd":  # each container has a keeper of its own
            parent = container.keeper_pid
            name = f"k8s_{container.name}_{pod.name}_{pod.namespace}_{pod.uid}_{container.config.attempt}"
            command = _keeper(runtime.kind, container.id, name)
            yield ProcessInfo(parent, SYSTEMD_PID, "root", command, since_ms, kind, key, container.name)
        yield from _inside(container, container.process, parent, since_ms, key)


def _inside(container: Container, process: Process, parent: int, since_ms: int, key: str) -> Iterator[ProcessInfo]:
    name = container.name
    command = _command(container, process)
    nginx = process.server and container.image.programs[:1] == ("nginx",)
    if nginx:
        command = f"nginx: master process {command}"
    yield ProcessInfo(container.pid, parent, "root", command, since_ms, "container", key, name)
    if nginx:
        for place in range(int(container.runtime.machine.cpu)):
            pid = container.pid + 1 + place
            yield ProcessInfo(pid, container.pid, NGINX_USER, "nginx: worker process", since_ms, "worker", key, name)
    for place, one in enumerate(container.execs):
        pid = container.pid + 100 + EXEC_PIDS_APART * place
        yield ProcessInfo(pid, parent, "root", " ".join(one.argv), since_ms, "exec", key, name)


def _command(container: Container, process: Process) -> str:
    """What `ps` shows: an entrypoint script has given way to the program that it started."""
    argv = process.argv
    script = len(argv) > 1 and argv[0] in container.image.entrypoint[:1] and argv[0].endswith(".sh")
    return " ".join(argv[1:] if script else argv)


def _keeper(kind: str, identity: str, name: str) -> str:
    if kind == "cri-o":
        place = f"/run/containers/storage/overlay-containers/{identity}/userdata"
        return f"/usr/bin/conmon -b {place} -c {identity} --exit-dir /var/run/crio/exits -n {name} -r /usr/bin/runc -s -u {identity}"
    namespace = "moby" if kind == "docker" else "k8s.io"
    return f"/usr/bin/containerd-shim-runc-v2 -namespace {namespace} -id {identity} -address /run/containerd/containerd.sock"


def _started_by_hand() -> list[ProcessInfo]:
    """`systemd-run rkt run` of one Pod: no kubelet has asked for it. stage1 is a systemd of the Pod's own in a systemd-nspawn."""
    nspawn = "stage1/rootfs/usr/lib/ld-linux-x86-64.so.2 stage1/rootfs/usr/bin/systemd-nspawn --boot --register=true"
    inner = "/usr/lib/systemd/systemd --default-standard-output=tty --log-target=null --show-status=0"
    return [
        ProcessInfo(902, SYSTEMD_PID, "root", nspawn, 0, "stage1"),
        ProcessInfo(931, 902, "root", inner, 0, "stage1"),
        ProcessInfo(934, 931, "root", "/usr/lib/systemd/systemd-journald", 0, "stage1"),
        ProcessInfo(940, 931, "root", "/etcd", 0, "container"),
    ]
