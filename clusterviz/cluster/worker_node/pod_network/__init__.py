"""The Pod network: each machine has a range of addresses and gives one to each Pod. Fact sheet §9.6."""

from .ipam import HostLocal, NoAddressLeft

__all__ = ["HostLocal", "NoAddressLeft"]
