"""ingress-nginx: an ingress controller. It runs in Pods, and one component of this model answers for each of them."""

from .controller import IngressNginx

__all__ = ["IngressNginx"]
