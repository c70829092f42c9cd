"""MetalLB: addresses for Services of the type LoadBalancer, where no cloud gives any."""

from .controller import MetalLB

__all__ = ["MetalLB"]
