"""metrics-server: what Pods and nodes use, for `kubectl top` and for autoscalers. Not part of what kubeadm installs."""

from .manifest import URL, objects
from .metrics_server import IMAGE, MetricsServer

__all__ = ["IMAGE", "URL", "MetricsServer", "objects"]
