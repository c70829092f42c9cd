"""The cluster on the home page: alive before anything is read, with four things to do to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from clusterviz.cluster.machinery.resources import DEPLOYMENTS
from clusterviz.live import registry, visitor
from clusterviz.live.host import Host
from clusterviz.models import ClusterRecord

FEW, MANY = 3, 5  # copies of the web server


def of(request: HttpRequest) -> ClusterRecord:
    """The visitor's hero cluster. When it is new, three web servers are running in it already."""
    record = visitor.cluster_of(request, "hero", seed=1)
    host = registry.host_of(record)
    with host.lock:
        if not host.journal.pokes:
            host.run(f"kubectl create deployment web --image=nginx --replicas={FEW}", who="you")
            host.take_step("quiet")
            host.finish_step()
            host.set_pace("cinema")
    return record


def deeds(host: Host) -> dict[str, Any]:
    """How each thing to do stands now: the button does it, or takes it back."""
    with host.lock:
        scheduler = host.cluster.components.get("kube-scheduler")
        web = [one for one in host.cluster.objects(DEPLOYMENTS) if one["metadata"]["name"] == "web"]
        return {
            "cluster_address": reverse("cluster", args=[host.id]),
            "node_off": "node-2" in host.cluster.network.powered_off,
            "scaled": bool(web) and web[0]["spec"]["replicas"] != FEW,
            "scheduler_stopped": scheduler is not None and not scheduler.running,
            "few": FEW,
            "many": MANY,
        }


def do(host: Host, deed: str) -> None:
    """Do it, or take it back. A deed that nobody knows does nothing."""
    now = deeds(host)
    match deed:
        case "node":
            host.poke("node.on" if now["node_off"] else "node.off", "node-2")
        case "scale":
            host.run(f"kubectl scale deployment web --replicas={FEW if now['scaled'] else MANY}")
        case "scheduler":
            host.poke("component.start" if now["scheduler_stopped"] else "component.stop", "kube-scheduler")
