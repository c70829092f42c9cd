"""kube-proxy's rules as a little tree: KUBE-SERVICES → KUBE-SVC-… → KUBE-SEP-… → a Pod, with each branch's chance."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from ...cluster.cluster import CONTROL_PLANE, Cluster
from ...cluster.machinery.objects import name_of, namespace_of
from ...cluster.machinery.resources import PODS, SERVICES

Part = dict[str, Any]
MOST = 20  # endpoints of one Service that are told one by one


def rules_of(cluster: Cluster, machine: str, service: str = "") -> list[Part]:
    """One entry for each port of each Service (or of this one), as the machine's kernel has it now."""
    proxy: Any = cluster.components.get(f"kube-proxy/{machine}")
    if proxy is None:
        return []
    pods = _pods_by_address(cluster)
    ports = sorted(proxy.rules.items())
    return [_port(name, rule, pods) for name, rule in ports if not service or name.partition(":")[0] == service]


def service_inside(cluster: Cluster, key: str) -> Part | None:
    """A Service's rules, as one machine has them: all machines have the same, unless one lags behind."""
    if not any(f"{namespace_of(one)}/{name_of(one)}" == key for one in cluster.objects(SERVICES)):
        return None
    machines = [name.partition("/")[2] for name in cluster.components if name.startswith("kube-proxy/")]
    on = [machine for machine in machines if machine not in cluster.network.powered_off]
    first = next((machine for machine in on if machine != CONTROL_PLANE), next(iter(on), ""))
    leads = {machine: _leads(cluster, machine, key) for machine in on}
    others = [machine for machine in on if leads[machine] != leads[first]]
    return {"rules": rules_of(cluster, first, key), "as_on": first, "differ": others}


def _leads(cluster: Cluster, machine: str, service: str) -> dict[str, list[str]]:
    """Where a machine's rules lead, by port."""
    proxy: Any = cluster.components[f"kube-proxy/{machine}"]
    return {name: rule["endpoints"] for name, rule in proxy.rules.items() if name.partition(":")[0] == service}


def _pods_by_address(cluster: Cluster) -> dict[str, str]:
    found = {}
    for pod in cluster.objects(PODS):
        status = pod.get("status", {})
        if not pod["spec"].get("hostNetwork") and status.get("podIP") and status.get("phase") == "Running":
            found[status["podIP"]] = f"pod/{namespace_of(pod)}/{name_of(pod)}"
    return found


def _hash16(text: str) -> str:
    """The ending of a chain's name, as kube-proxy makes it."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]


def _port(name: str, rule: Any, pods: dict[str, str]) -> Part:
    endpoints: list[str] = rule["endpoints"]
    protocol = rule["protocol"].lower()
    shares = []
    for place, endpoint in enumerate(endpoints[:MOST]):
        left = len(endpoints) - place
        shares.append(
            {
                "chain": f"KUBE-SEP-{_hash16(name + protocol + endpoint)}",
                "chance": f"{1 / left:.3f}" if left > 1 else "",  # as iptables draws: of what the ones before have left
                "share": f"{round(100 / len(endpoints))} %",  # what comes of it
                "to": endpoint,
                "pod": (pod := pods.get(endpoint.rpartition(":")[0], "")),
                "pod_name": pod.rpartition("/")[2],
            }
        )
    return {
        "name": name,
        "service": f"service/{name.partition(':')[0]}",
        "chain": f"KUBE-SVC-{_hash16(name + protocol)}",
        "match": f"{rule['cluster_ip']}:{rule['port']} {rule['protocol']}",
        "node_port": rule["node_port"] or "",
        "affinity_s": rule["affinity_s"],
        "shares": shares,
        "refuses": not shares,
        "more": max(0, len(endpoints) - MOST),
    }
