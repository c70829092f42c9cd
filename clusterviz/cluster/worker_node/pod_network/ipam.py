"""host-local IPAM: the next free address of the node's range, round robin. What it has given stands on the machine's disk."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network


class NoAddressLeft(Exception):
    """The range is used up, in the plugin's own words."""


class HostLocal:
    """Gives out the addresses of one range: .0 is the network, .1 the bridge, the first Pod gets .2."""

    def __init__(self, cidr: str) -> None:
        network = IPv4Network(cidr)
        self.cidr = cidr
        self.base = int(network.network_address)
        self.size = network.num_addresses
        self.taken: dict[str, str] = {}  # address → sandbox
        self._last = 1

    @property
    def bridge(self) -> str:
        """The bridge's own address."""
        return str(IPv4Address(self.base + 1))

    def allocate(self, sandbox_id: str) -> str:
        """The next free address. Raises NoAddressLeft."""
        for step in range(1, self.size):
            offset = (self._last + step - 2) % (self.size - 3) + 2
            address = str(IPv4Address(self.base + offset))
            if address not in self.taken:
                self.taken[address] = sandbox_id
                self._last = offset
                return address
        first, last = IPv4Address(self.base + 1), IPv4Address(self.base + self.size - 2)
        raise NoAddressLeft(f"failed to allocate for range 0: no IP addresses available in range set: {first}-{last}")

    @property
    def last(self) -> int:
        """The last address that was given, counted from the range's first: the next one is looked for behind it."""
        return self._last

    def take_over(self, taken: dict[str, str], last: int) -> None:
        """What stood on the disk: which address had which sandbox, and the last one given."""
        self.taken, self._last = dict(taken), last

    def release(self, address: str) -> None:
        """The address may be given again."""
        self.taken.pop(address, None)
