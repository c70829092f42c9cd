"""The Pod network: each machine has a range of addresses, gives one to each Pod, and carries their connections. Fact sheet §9.6."""

from .ipam import HostLocal, NoAddressLeft
from .pod_network import PodNetwork

__all__ = ["HostLocal", "NoAddressLeft", "PodNetwork"]
