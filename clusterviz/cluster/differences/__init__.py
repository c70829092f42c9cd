"""Where this model differs from Kubernetes v1.36, said openly: the page "Where we differ" shows this table. One area, one file."""

from __future__ import annotations

from . import etcd, kube_apiserver, kube_controller_manager, kube_scheduler, kubectl, nodes, time_and_chance
from .rows import ABSENT, MODELLED, SIMPLIFIED, Area, Difference

DIFFERENCES: tuple[Area, ...] = (
    time_and_chance.AREA,
    etcd.AREA,
    kube_apiserver.AREA,
    kube_scheduler.AREA,
    kube_controller_manager.AREA,
    nodes.AREA,
    kubectl.AREA,
)

__all__ = ["ABSENT", "DIFFERENCES", "MODELLED", "SIMPLIFIED", "Area", "Difference"]
