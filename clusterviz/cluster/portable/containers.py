"""A container runtime's records: images, sandboxes, containers with their logs, and the addresses that were given."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..machinery.cri import (
    CREATED,
    EXITED,
    NOTREADY,
    RUNNING,
    CreateContainer,
    ImageStatus,
    LogLine,
    RunPodSandbox,
)
from ..worker_node.container_runtime import ContainerRuntime
from ..worker_node.container_runtime.pulling import images_changed
from ..worker_node.container_runtime.records import Container, PodRecord, Sandbox
from ..worker_node.container_runtime.runtime import LOST_EXIT_CODE
from ..worker_node.pod_network import HostLocal

LOG_LINES = 200  # of each container: a save is not a store of logs
TUPLES = ("command", "args", "ports", "in_memory")  # of a container's configuration
OF_A_CONTAINER = ("created_ms", "started_ms", "finished_ms", "exit_code", "reason", "message", "keeper_pid", "pid")
Json = dict[str, Any]


def save(runtime: ContainerRuntime) -> Json:
    """What would be found if the machine lost its power now: what runs is dead. A hollow machine has no disk."""
    hollow, plugin = runtime.machine.hollow, runtime.network_plugin
    images, pods = ({}, []) if hollow else (runtime.images, list(runtime.pods.values()))
    network: Json | None = None
    if plugin is not None:
        network = {"cidr": plugin.cidr, "taken": {} if hollow else dict(plugin.taken), "last": plugin.last}
    return {
        "images": {name: [list(image.names), image.id, image.size] for name, image in images.items()},
        "network": network,
        "pods": [_save_pod(runtime, pod) for pod in pods],
    }


def _save_pod(runtime: ContainerRuntime, pod: PodRecord) -> Json:
    return {
        "uid": pod.uid,
        "namespace": pod.namespace,
        "name": pod.name,
        "version": pod.version,
        "volumes": {name: dict(files) for name, files in pod.volumes.items()},
        "sandboxes": [_save_sandbox(sandbox) for sandbox in pod.sandboxes],
        "containers": [_save_container(runtime, container) for container in pod.containers],
    }


def _save_sandbox(sandbox: Sandbox) -> Json:
    return {
        "id": sandbox.id,
        "attempt": sandbox.attempt,
        "hostname": sandbox.hostname,
        "host_network": sandbox.host_network,
        "host_ports": [list(port) for port in sandbox.host_ports],
        "ip": sandbox.ip,
        "created_ms": sandbox.created_ms,
        "pids": [sandbox.keeper_pid, sandbox.pid],
    }


def _save_container(runtime: ContainerRuntime, container: Container) -> Json:
    found: Json = {name: getattr(container, name) for name in OF_A_CONTAINER}
    if container.state in (RUNNING, CREATED):
        found |= {"finished_ms": runtime.now_ms, "exit_code": LOST_EXIT_CODE, "reason": "Unknown"}
    return {
        **found,
        "id": container.id,
        "sandbox": container.sandbox.id,
        "config": _save_config(container.config),
        "log": [[line.at_ms, line.text] for line in container.log[-LOG_LINES:]],
    }


def _save_config(config: CreateContainer) -> Json:
    found = {one.name: getattr(config, one.name) for one in fields(config)}
    return {name: list(value) if name in TUPLES else value for name, value in found.items()}


def load(runtime: ContainerRuntime, saved: Json) -> None:
    """Put the records back. A container whose image no registry of this version knows is forgotten."""
    for name, (names, identity, size) in saved["images"].items():
        runtime.images[name] = ImageStatus(tuple(names), identity, size)
    images_changed(runtime)
    network = saved["network"]
    if network is not None:
        plugin = HostLocal(network["cidr"])
        plugin.take_over(network["taken"], network["last"])
        runtime.give_out(plugin)
    for one in saved["pods"]:
        _load_pod(runtime, one)
    runtime.lost_power = True


def _load_pod(runtime: ContainerRuntime, saved: Json) -> None:
    pod = runtime.pods[saved["uid"]] = PodRecord(saved["uid"], saved["namespace"], saved["name"])
    pod.version = saved["version"] + 1
    pod.volumes = {name: dict(files) for name, files in saved["volumes"].items()}
    for one in saved["sandboxes"]:
        asked = RunPodSandbox(
            pod.namespace,
            pod.name,
            pod.uid,
            one["attempt"],
            one["hostname"],
            one["host_network"],
            tuple((outer, inner, protocol) for outer, inner, protocol in one["host_ports"]),
        )
        keeper, pause = one["pids"]
        sandbox = Sandbox(one["id"], asked, one["ip"], one["created_ms"], (keeper, pause))
        sandbox.state = NOTREADY
        pod.sandboxes.append(sandbox)
    sandboxes = {sandbox.id: sandbox for sandbox in pod.sandboxes}
    for one in saved["containers"]:
        config = _load_config(one["config"])
        image, sandbox_of_it = runtime.registry.image(config.image), sandboxes.get(one["sandbox"])
        if image is None or sandbox_of_it is None:
            continue
        container = Container(runtime, one["id"], pod, sandbox_of_it, config, image)
        for name in OF_A_CONTAINER:
            setattr(container, name, one[name])
        container.state = EXITED
        container.log = [LogLine(at_ms, text) for at_ms, text in one["log"]]
        container.log_characters = sum(len(line.text) for line in container.log)
        pod.containers.append(container)
        runtime.containers[container.id] = container


def _load_config(saved: Json) -> CreateContainer:
    """What an older version did not know is as if nobody had asked for it; what it knew and we do not is left out."""
    known = {one.name for one in fields(CreateContainer)}
    values: Json = {name: tuple(value) if name in TUPLES else value for name, value in saved.items() if name in known}
    return CreateContainer(**values)
