"""kube-proxy: turns Services and EndpointSlices into rules of the machine's kernel."""

from .kube_proxy import KubeProxy

__all__ = ["KubeProxy"]
