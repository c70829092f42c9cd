"""What containerd, CRI-O, dockerd and cri-dockerd write into their logs: logfmt, one line for each thing that the kubelet asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from ..machinery.journal import Entry
from ..machinery.machine import RUNTIMES
from ..machinery.times import micro_timestamp

DOCKER_VERSION = RUNTIMES["docker"].partition("://")[2]
SIGNALS = {"TERM": "terminated", "QUIT": "quit", "INT": "interrupt", "WINCH": "window changed"}  # in Go's words

DOCKERD = (
    ("Starting up", ""),
    ("OTEL tracing is not configured, using no-op tracer provider", ""),
    ("Creating a containerd client", " address=/run/containerd/containerd.sock timeout=1m0s"),
    ("[graphdriver] using prior storage driver: overlay2", ""),
    ("Loading containers: start.", ""),
    ("Loading containers: done.", ""),
    ("Docker daemon", f" commit=89c5e8f containerd-snapshotter=false storage-driver=overlay2 version={DOCKER_VERSION}"),
    ("Initializing buildkit", ""),
    ("Completed buildkit initialization", ""),
    ("Daemon has completed initialization", ""),
    ("API listen on /run/docker.sock", ""),
)
CRI_DOCKERD = (
    "Connecting to docker on the Endpoint unix:///var/run/docker.sock",
    "Start docker client with request timeout 0s",
    "Hairpin mode is set to none",
    "Loaded network plugin cni",
    "Docker cri networking managed by network plugin cni",
    "Setting cgroupDriver systemd",
    "Docker cri received runtime config &RuntimeConfig{NetworkConfig:&NetworkConfig{PodCidr:,},}",
    "Starting the GRPC backend for the Docker CRI interface.",
    "Start cri-dockerd grpc backend",
)


def lines(entry: Entry, epoch_ms: int) -> Iterator[str]:
    """The lines of one entry."""
    stamp = micro_timestamp(epoch_ms + entry.at_ms)[:-1] + "000Z"
    if entry.unit == "cri-docker":  # without fractions of a second
        for message in CRI_DOCKERD if entry.what == "started" else ():
            yield f'time="{stamp[:19]}Z" level=info msg={json.dumps(message)}'
    elif entry.unit == "docker":
        for message, extra in DOCKERD if entry.what == "started" else ():
            yield f'time="{stamp}" level=info msg={json.dumps(message)}{extra}'
    elif entry.unit == "crio":
        for level, message, extra in _crio(entry):
            yield f'time="{stamp.replace("T", " ")}" level={level} msg={json.dumps(message)}{extra}'
    else:
        for level, message, error in _containerd(entry):
            yield f'time="{stamp}" level={level} msg={json.dumps(message)}' + (
                f" error={json.dumps(error)}" if error else ""
            )


def _containerd(entry: Entry) -> Iterator[tuple[str, str, str]]:
    facts = entry.facts
    match entry.what:
        case "started":
            yield "info", "starting containerd", ""
            yield "info", "containerd successfully booted in 0.034512s", ""
        case "sandbox":
            namespace, name, uid, attempt, identity = facts
            whose = f"&PodSandboxMetadata{{Name:{name},Uid:{uid},Namespace:{namespace},Attempt:{attempt},}}"
            yield "info", f'RunPodSandbox for {whose} returns sandbox id "{identity}"', ""
        case "pull":
            yield "info", f'PullImage "{facts[0]}"', ""
        case "pulled":
            yield "info", f'PullImage "{facts[0]}" returns image reference "{facts[1].rpartition("@")[2]}"', ""
        case "pull failed":
            yield "error", f'PullImage "{facts[0]}" failed', facts[1]
        case "create":
            sandbox, name, attempt, identity = facts
            whose = f"&ContainerMetadata{{Name:{name},Attempt:{attempt},}}"
            yield (
                "info",
                f'CreateContainer within sandbox "{sandbox}" for {whose} returns container id "{identity}"',
                "",
            )
        case "start":
            yield "info", f'StartContainer for "{facts[0]}" returns successfully', ""
        case "start failed":
            yield "error", f'StartContainer for "{facts[0]}" failed', facts[1]
        case "stop":
            yield "info", f'StopContainer for "{facts[0]}" with timeout {facts[2]} (s)', ""
            yield "info", f'Stop container "{facts[0]}" with signal {SIGNALS[facts[3]]}', ""
        case "exited":
            yield (
                "info",
                f"received container exit event container_id:{json.dumps(facts[0])} exit_status:{facts[2]}",
                "",
            )
        case "sandbox stopped":
            yield "info", f'StopPodSandbox for "{facts[0]}" returns successfully', ""
        case "network" if facts[0] == "missing":
            yield "error", "failed to reload cni configuration after receiving fs change event(REMOVE)", ""


def _crio(entry: Entry) -> Iterator[tuple[str, str, str]]:
    facts = entry.facts
    request = hashlib.md5(f"{entry.at_ms}{facts}".encode(), usedforsecurity=False).hexdigest()
    number = f" id={request[:8]}-{request[8:12]}-{request[12:16]}-{request[16:20]}-{request[20:32]}"
    service = number + " name=/runtime.v1.RuntimeService/"
    match entry.what:
        case "started":
            yield "info", "Starting CRI-O, version: 1.36.0, git: unknown(clean)", ""
        case "sandbox":
            namespace, name, _, _, identity = facts
            yield "info", f"Running pod sandbox: {namespace}/{name}/POD", service + "RunPodSandbox"
            yield (
                "info",
                f"Ran pod sandbox {identity} with infra container: {namespace}/{name}/POD",
                service + "RunPodSandbox",
            )
        case "pull":
            yield "info", f"Pulling image: {facts[0]}", number + " name=/runtime.v1.ImageService/PullImage"
        case "pulled":
            yield "info", f"Pulled image: {facts[1]}", number + " name=/runtime.v1.ImageService/PullImage"
        case "create":
            yield "info", f"Creating container: {facts[1]}", service + "CreateContainer"
        case "start":
            whose = facts[1].split()
            description = f" containerID={facts[0]} description={whose[0]}/{whose[2]}"
            yield "info", "Started container", description + service + "StartContainer"
        case "stop":
            yield "info", f"Stopping container: {facts[0]} (timeout: {facts[2]}s)", service + "StopContainer"
        case "sandbox stopped":
            yield "info", f"Stopped pod sandbox: {facts[0]}", service + "StopPodSandbox"
        case "network":
            found = "Updated default CNI network name to " + ("" if facts[0] == "missing" else "bridge")
            yield "info", found, ""
