"""The resource metrics API, metrics.k8s.io: kinds that no etcd holds. An extension server answers for them (metrics-server)."""

from __future__ import annotations

from .resources import custom_resource

GROUP, VERSION = "metrics.k8s.io", "v1beta1"
_VERBS = ("get", "list")
NODE_METRICS = custom_resource("nodes", "NodeMetrics", GROUP, VERSION, False, (), (), (), f"{GROUP}/nodes", _VERBS, "")
POD_METRICS = custom_resource("pods", "PodMetrics", GROUP, VERSION, True, (), (), (), f"{GROUP}/pods", _VERBS, "")
AGGREGATED = (NODE_METRICS, POD_METRICS)  # every kind of an extension server that is known here
