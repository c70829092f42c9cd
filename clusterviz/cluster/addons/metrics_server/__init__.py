"""metrics-server: what Pods and nodes use, for `kubectl top` and for autoscalers. Not part of what kubeadm installs."""

from .manifest import URL, manifest, objects
from .metrics_server import MetricsServer

__all__ = ["URL", "MetricsServer", "manifest", "objects"]
