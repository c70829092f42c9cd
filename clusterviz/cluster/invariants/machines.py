"""Safety and liveness of machines: what runs there, and whether the API tells the truth about it. Fact sheet §8."""

from __future__ import annotations

from collections.abc import Iterator

from ..cluster import Cluster
from ..machinery.cri import EXITED, READY, RUNNING
from ..machinery.objects import Object, condition_true, key_of, name_of, namespace_of, uid_of
from ..machinery.resources import LEASES, NODES, PODS
from ..machinery.times import unix_ms
from ..worker_node.container_runtime import ContainerRuntime, DockersContainerd
from ..worker_node.kubelet import Kubelet
from ..worker_node.kubelet.lease import DURATION_S, NAMESPACE

STATUSES = ("initContainerStatuses", "containerStatuses")


def runtimes(cluster: Cluster) -> list[ContainerRuntime]:
    """The container runtimes of all machines, running or not: what they have started lives on without them."""
    return [one for one in cluster.components.values() if isinstance(one, ContainerRuntime)]


def containers_of(pod: Object) -> Iterator[tuple[Object, str]]:
    """What the API says of each container of a Pod, and the container's id ("" before the first start)."""
    status = pod.get("status") or {}
    for field in STATUSES:
        for one in status.get(field) or ():
            yield one, one.get("containerID", "").rpartition("/")[2]


# -- always -------------------------------------------------------------------------------------------------------------


def one_machine_runs_a_pod(cluster: Cluster) -> Iterator[str]:
    """A Pod's containers run on one machine, the one to which it is bound, each once, and in a sandbox that stands.

    With Docker one may run twice: cri-dockerd does not take back a start whose kubelet has died, and the next kubelet, which
    has found the container created and not running, makes another attempt.
    """
    pods = {uid_of(pod): pod for pod in cluster.objects(PODS)}
    where: dict[str, str] = {}
    for runtime in runtimes(cluster):
        for uid, record in runtime.pods.items():
            names: dict[str, bool] = {}
            for container in record.containers:
                if container.state != RUNNING:
                    continue
                if container.name in names and not isinstance(runtime, DockersContainerd):
                    yield f"{runtime.name} runs {record.namespace}/{record.name}/{container.name} twice"
                names[container.name] = True
                if container.process is None or not container.process.alive:
                    yield f"{runtime.name} takes {record.namespace}/{record.name}/{container.name} for running, but it has ended"
                if container.sandbox.state != READY:
                    yield f"{runtime.name} runs {record.namespace}/{record.name}/{container.name} in a sandbox that is gone"
            if not names:
                continue
            if where.setdefault(uid, runtime.node) != runtime.node:
                yield f"{record.namespace}/{record.name} ({uid}) runs on {where[uid]} and on {runtime.node}"
            bound = pods[uid]["spec"].get("nodeName") if uid in pods else runtime.node
            if bound != runtime.node:
                yield f"{runtime.name} runs {record.namespace}/{record.name}, which is bound to {bound}"


def what_ended_stays_ended(cluster: Cluster) -> Iterator[str]:
    """A container that the API calls terminated does not run."""
    found = {identity: one for runtime in runtimes(cluster) for identity, one in runtime.containers.items()}
    for pod in cluster.objects(PODS):
        for one, identity in containers_of(pod):
            if "terminated" in one["state"] and identity in found and found[identity].state == RUNNING:
                yield f"the API says that {one['name']} of {key_of(pod)} is terminated, but it runs"


def addresses_are_unique(cluster: Cluster) -> Iterator[str]:
    """No two sandboxes that stand have one address, as far as their nodes have ranges of their own.

    The range of a deleted Node is free: the controller manager, once it has restarted, may give it to a new node while the
    machine of the old one still uses it.
    """
    ranges = {name_of(node): node["spec"].get("podCIDR") for node in cluster.objects(NODES)}
    owners = list(ranges.values())
    taken: dict[str, str] = {}
    for runtime in runtimes(cluster):
        if owners.count(ranges.get(runtime.node)) != 1:
            continue
        for record in runtime.pods.values():
            for sandbox in record.sandboxes:
                if sandbox.state == READY and not sandbox.host_network:
                    owner = f"{record.namespace}/{record.name}"
                    if taken.setdefault(sandbox.ip, owner) != owner:
                        yield f"{owner} and {taken[sandbox.ip]} both have the address {sandbox.ip}"


# -- once it is quiet ---------------------------------------------------------------------------------------------------


def nodes_are_ready(cluster: Cluster) -> Iterator[str]:
    """A Node whose machine, kubelet and runtime run is ready, and its Lease is fresh."""
    now_ms = cluster.clock.epoch_ms + cluster.now_ms
    renewed = {
        name_of(lease): unix_ms(lease["spec"]["renewTime"])
        for lease in cluster.objects(LEASES)
        if namespace_of(lease) == NAMESPACE
    }
    for node in cluster.objects(NODES):
        name = name_of(node)
        if f"kubelet/{name}" not in cluster.components:
            continue
        if not condition_true(node, "Ready"):
            yield f"{name} is not ready: {node['status'].get('conditions')}"
        if now_ms - renewed.get(name, 0) > DURATION_S * 1000:
            yield f"{name} has not renewed its Lease for {(now_ms - renewed.get(name, 0)) // 1000} s"


def statuses_are_true(cluster: Cluster) -> Iterator[str]:
    """What the API says of a container is what its runtime has: state, attempt, address."""
    machines = {runtime.node: runtime for runtime in runtimes(cluster)}
    for pod in cluster.objects(PODS):
        runtime = machines.get(pod["spec"].get("nodeName", ""))
        record = runtime.pods.get(uid_of(pod)) if runtime is not None else None
        if runtime is None or record is None:
            continue
        address = pod["status"].get("podIP", "")
        ready = [sandbox.ip for sandbox in record.sandboxes if sandbox.state == READY]
        if ready and address and ready[0] != address:
            yield f"the API says that {key_of(pod)} has the address {address}, but it is {ready[0]}"
        statuses = pod["status"].get("containerStatuses") or [{}]
        if all(one.get("ready") for one in statuses) and not condition_true(pod, "Ready"):
            yield f"all containers of {key_of(pod)} are ready, but it is not: {pod['status'].get('conditions')}"
        for one, identity in containers_of(pod):
            newest = next((found for found in record.containers if found.name == one["name"]), None)
            if newest is None:
                continue
            if newest.id != identity:
                yield f"the API knows {one['name']} of {key_of(pod)} as {identity[:12]}, but it is {newest.id[:12]}"
            elif ("running" in one["state"]) != (newest.state == RUNNING):
                yield f"the API says {one['state']} of {one['name']} of {key_of(pod)}, but it is {newest.state}"
            elif one["restartCount"] != newest.config.attempt:
                yield (
                    f"the API says that {one['name']} of {key_of(pod)} was restarted {one['restartCount']} times, "
                    f"but it was {newest.config.attempt}"
                )


def kubelets_know_their_pods(cluster: Cluster) -> Iterator[str]:
    """A kubelet has a worker for each Pod that is bound to its node, and for no other."""
    bound: dict[str, dict[str, str]] = {}
    for pod in cluster.objects(PODS):
        bound.setdefault(pod["spec"].get("nodeName", ""), {})[uid_of(pod)] = key_of(pod)
    for component in cluster.components.values():
        if isinstance(component, Kubelet) and component.running:
            mine = bound.get(component.node, {})
            for uid, worker in component.workers.items():
                if uid not in mine and not worker.static:
                    yield f"{component.name} still works on {worker.key}, which is gone ({worker.state})"


def _was_refused(pod: Object) -> bool:
    status = pod.get("status") or {}
    return status.get("phase") == "Failed" and status.get("message", "").startswith("Pod was rejected")


def runtimes_are_tidy(cluster: Cluster) -> Iterator[str]:
    """A Pod has one sandbox that stands, at most; an address is taken by a sandbox that stands; what waits for its end ends.

    A machine that comes back may find a Pod that its kubelet now refuses. Nobody stops such a Pod, as nothing of it runs: its
    sandbox keeps the address until the Pod is deleted.
    """
    refused = {uid_of(pod): None for pod in cluster.objects(PODS) if _was_refused(pod)}
    for runtime in runtimes(cluster):
        standing: dict[str, bool] = {}
        for record in runtime.pods.values():
            ready = [sandbox for sandbox in record.sandboxes if sandbox.state == READY]
            standing.update({sandbox.id: True for sandbox in ready})
            if record.uid in refused:
                standing.update({sandbox.id: True for sandbox in record.sandboxes[:1]})
            if len(ready) > 1:
                yield f"{runtime.name} has {len(ready)} sandboxes for {record.namespace}/{record.name}"
        plugin = runtime.network_plugin
        for address, sandbox_id in plugin.taken.items() if plugin is not None else ():
            if sandbox_id not in standing:
                yield f"{runtime.name} keeps the address {address} for a sandbox that is gone"
        for identity in getattr(runtime, "stopping", {}):
            if runtime.containers[identity].state == EXITED:
                yield f"{runtime.name} still stops {identity[:12]}, which has ended"
