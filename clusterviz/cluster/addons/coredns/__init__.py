"""CoreDNS: the cluster's name server."""

from .coredns import CoreDNS

__all__ = ["CoreDNS"]
