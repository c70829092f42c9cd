"""What a kubelet writes into its log, in klog's form: level, date, time, process, place in the source, message, values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..machinery.client import API_ADDRESS
from ..machinery.journal import Entry
from ..machinery.machine import KUBELET_VERSION
from ..machinery.machine_files import silent
from ..machinery.times import micro_timestamp
from ..worker_node.kubelet.kubelet import RUNTIME_DOWN_AFTER_MS

if TYPE_CHECKING:
    from ..machinery.machine import Machine

SEEN_AFTER_MS = 400  # PLEG looks once a second
SKIPPING = "Error syncing pod, skipping"
GAP_MS = 20_000  # between two failures that belong together
NO_NETWORK = (
    "NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"
)

Lines = Iterator[tuple[int, str]]


class Reader:
    """Reads entries in their order: some lines depend on those before."""

    def __init__(self, node: str, machine: Machine, epoch_ms: int) -> None:
        self.node = node
        self.runtime = machine.runtime
        self.epoch_ms = epoch_ms
        self.pid = 0  # of the kubelet that runs at this place of the journal, 0 if none does
        self.silent_since_ms = 0
        self.silent_ms = -GAP_MS

    def _line(self, level: str, at_ms: int, place: str, message: str, **values: str) -> tuple[int, str]:
        stamp = micro_timestamp(self.epoch_ms + at_ms)  # 2026-01-01T00:00:03.250000Z
        head = f"{level}{stamp[5:7]}{stamp[8:10]} {stamp[11:26]} {self.pid:>7} {place}] "
        return at_ms, head + _quoted(message) + "".join(f" {name}={_quoted(text)}" for name, text in values.items())

    def lines(self, entry: Entry) -> Lines:
        """What it says of one thing that it noted."""
        at_ms, facts = entry.at_ms, entry.facts
        self.pid = entry.pid
        match entry.what:
            case "started":
                yield self._line("I", at_ms, "server.go:525", "Kubelet version", kubeletVersion=KUBELET_VERSION)
                yield self._line("I", at_ms, "server.go:527", "Golang settings", GOGC="", GOMAXPROCS="", GOTRACEBACK="")
            case "cannot start":
                yield self._line("E", at_ms + 50, "run.go:72", "command failed", err=facts[0])
            case "stopped" | "failed":
                self.pid = 0
            case "backing off":
                pod, uid, container, message = facts
                error = f'failed to "StartContainer" for "{container}" with CrashLoopBackOff: {_quoted(message)}'
                yield self._line("E", at_ms, "pod_workers.go:1324", SKIPPING, err=error, pod=pod, podUID=uid)
            case "event":
                yield from self._event(at_ms, *facts)
            case "runtime silent":
                yield from self._silent(at_ms)
            case "runtime not ready":
                yield self._line("E", at_ms, "kubelet.go:3140", "Container runtime not ready", runtimeReady=facts[0])
            case "no network":
                text = "Container runtime network not ready"
                yield self._line("E", at_ms, "kubelet.go:3131", text, networkReady=NO_NETWORK)
            case "no lease":
                yield self._line(
                    "E", at_ms, "controller.go:195", "Failed to update lease", err=_put(self.node, facts[0])
                )
            case "waited":
                verb, subject, wait_ms = facts
                yield self._line(
                    "I",
                    at_ms,
                    "request.go:752",
                    "Waited before sending request",
                    delay=f"{int(wait_ms) / 1000:g}s",
                    reason="client-side throttling, not priority and fairness",
                    verb=verb,
                    URL=f"https://{API_ADDRESS}{subject}",
                )
            case "no status":
                text = "Error updating node status, will retry"
                yield self._line("E", at_ms, "kubelet_node_status.go:486", text, err=facts[0])
            case "no status at all":
                error = "update node status exceeds retry count"
                yield self._line("E", at_ms, "kubelet_node_status.go:473", "Unable to update node status", err=error)
            case "no lease at all":
                text = "Failed to get node when trying to set owner ref to the node lease"
                yield self._line("E", at_ms, "util.go:32", text, err=facts[0], node=self.node)
            case "bad manifest":
                path, problem = facts
                text = "Could not process manifest file"
                yield self._line("E", at_ms, "file.go:187", text, path=path, err=f"{path}: {problem}")
            case "reclaim":
                text = "Eviction manager: attempting to reclaim"
                yield self._line("I", at_ms, "eviction_manager.go:376", text, resourceName=facts[0])
            case "reclaimed":
                text = "Eviction manager: able to reduce resource pressure without evicting pods."
                yield self._line("I", at_ms, "eviction_manager.go:399", text, resourceName=facts[0])
            case "must evict":
                text = "Eviction manager: must evict pod(s) to reclaim"
                yield self._line("I", at_ms, "eviction_manager.go:387", text, resourceName=facts[0])
                if len(facts) == 1:
                    text = "Eviction manager: eviction thresholds have been met, but no pods are active to evict"
                    yield self._line("E", at_ms, "eviction_manager.go:410", text)
                    return
                text = "Eviction manager: pods ranked for eviction"
                stamp, line = self._line("I", at_ms, "eviction_manager.go:405", text)
                yield stamp, f"{line} pods={json.dumps(facts[1:], separators=(',', ':'))}"
            case "critical":
                text = "Eviction manager: cannot evict a critical pod"
                yield self._line("E", at_ms, "eviction_manager.go:613", text, pod=facts[0])
            case "evicts nobody":
                text = "Eviction manager: unable to evict any pods from the node"
                yield self._line("I", at_ms, "eviction_manager.go:439", text)
            case "static gone" | "static back":
                verb = "REMOVE" if entry.what == "static gone" else "ADD"
                pods = f'["kube-system/{facts[0]}-{self.node}"]'
                stamp, text = self._line("I", at_ms, "kubelet.go:2537", f"SyncLoop {verb}", source="file")
                yield stamp, f"{text} pods={pods}"

    def _silent(self, at_ms: int) -> Lines:
        if at_ms - self.silent_ms > GAP_MS:
            self.silent_since_ms = at_ms
        self.silent_ms = at_ms
        error = silent(self.runtime)
        yield self._line("E", at_ms, "log.go:32", "Status from runtime service failed", err=error)
        yield self._line("E", at_ms, "kubelet.go:3116", "Container runtime sanity check failed", err=error)
        if at_ms - self.silent_since_ms >= RUNTIME_DOWN_AFTER_MS:
            text = "Skipping pod synchronization"
            yield self._line("E", at_ms, "kubelet.go:2451", text, err="[container runtime is down]")

    def _event(self, at_ms: int, type: str, reason: str, pod: str, uid: str, container: str, message: str) -> Lines:
        namespace, _, name = pod.partition("/")
        full = f"{name}_{namespace}({uid})"
        match type, reason:
            case "Normal", "BackOff":
                error = f'failed to "StartContainer" for "{container}" with ImagePullBackOff: {_quoted(message)}'
                yield self._line("E", at_ms, "pod_workers.go:1324", SKIPPING, err=error, pod=pod, podUID=uid)
            case "Warning", "Failed" if message.startswith("Failed to pull image "):
                image, _, problem = message.removeprefix('Failed to pull image "').partition('": ')
                yield self._line(
                    "E", at_ms, "log.go:32", "PullImage from image service failed", err=problem, image=image
                )
                yield self._line(
                    "E", at_ms, "kuberuntime_image.go:43", "Failed to pull image", err=problem, image=image
                )
            case "Warning", "Failed" if message not in ("Error: ErrImagePull", "Error: ImagePullBackOff"):
                error = f"container {container} start failed in pod {full}: {message.removeprefix('Error: ')}"
                yield self._line("E", at_ms, "kuberuntime_manager.go:1449", "Unhandled Error", err=error)
            case "Warning", "FailedCreatePodSandBox":
                problem = message.removeprefix("Failed to create pod sandbox: ")
                text = "Failed to create sandbox for pod"
                yield self._line("E", at_ms, "kuberuntime_sandbox.go:70", text, err=problem, pod=pod)
            case "Warning", "NetworkNotReady":
                yield self._line("E", at_ms, "pod_workers.go:1324", SKIPPING, err=message, pod=pod, podUID=uid)
            case "Warning", "Unhealthy":
                kind, _, output = message.partition(" probe failed: ")
                yield self._line(
                    "I",
                    at_ms,
                    "prober.go:120",
                    "Probe failed",
                    probeType=kind,
                    pod=pod,
                    podUID=uid,
                    containerName=container,
                    probeResult="failure",
                    output=output,
                )
            case "Warning", "FailedMount":
                yield self._line("E", at_ms, "nestedpendingoperations.go:348", message, pod=pod)
            case "Warning", "Evicted":
                text = "Eviction manager: pod is evicted successfully"
                yield self._line("I", at_ms, "eviction_manager.go:629", text, pod=pod)

    def seen(self, entry: Entry) -> Lines:
        """What it says of something that its runtime did, if it was there to see it."""
        if not self.pid:
            return
        facts = entry.facts
        if entry.what == "sandbox":
            namespace, name, uid, attempt, identity = facts
            if attempt == "0":
                stamp, text = self._line("I", entry.at_ms, "kubelet.go:2537", "SyncLoop ADD", source="api")
                yield stamp, f'{text} pods=["{namespace}/{name}"]'
            yield self._pleg(entry.at_ms, f"{namespace}/{name}", uid, "ContainerStarted", identity)
            return
        identity, whose = facts[:2]
        pod, uid, container = whose.split()
        if entry.what == "start":
            yield self._pleg(entry.at_ms, pod, uid, "ContainerStarted", identity)
        elif entry.what == "exited":
            yield self._pleg(entry.at_ms, pod, uid, "ContainerDied", identity)
        elif entry.what == "stop":
            text = "Killing container with a grace period"
            stamp, line = self._line(
                "I",
                entry.at_ms,
                "kuberuntime_container.go:864",
                text,
                pod=pod,
                podUID=uid,
                containerName=container,
                containerID=f"{self.runtime}://{identity}",
            )
            yield stamp, f"{line} gracePeriod={facts[2]}"

    def _pleg(self, at_ms: int, pod: str, uid: str, kind: str, identity: str) -> tuple[int, str]:
        event = json.dumps({"ID": uid, "Type": kind, "Data": identity}, separators=(",", ":"))
        stamp, line = self._line(
            "I", at_ms + SEEN_AFTER_MS, "kubelet.go:2569", "SyncLoop (PLEG): event for pod", pod=pod
        )
        return stamp, f"{line} event={event}"


def _put(node: str, problem: str) -> str:
    path = f"apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{node}"
    return f'Put "https://{API_ADDRESS}/{path}?timeout=10s": {problem}'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
