"""What Services are given from a limited stock: addresses and node ports. Fact sheet §4.8, §15.1.

The stock is memory: a restarted server rebuilds it from the Services that it finds.
"""

from __future__ import annotations

from ....machinery.chance import Chance
from ....machinery.go_numbers import is_natural

PORT_FIRST, PORT_LAST = 30_000, 32_767
STATIC_PORTS = 86  # the lowest ports are left for those who choose their own


class Addresses:
    """The Service CIDR. Who does not choose gets one from its upper part."""

    def __init__(self, cidr: str) -> None:
        base, _, bits = cidr.partition("/")
        first, second, third, fourth = (int(part) for part in base.split("."))
        self.cidr = cidr
        self.base = (first << 24) + (second << 16) + (third << 8) + fourth
        self.size = 1 << (32 - int(bits))
        self.taken: dict[str, str] = {}  # address → the Service that has it

    def contains(self, address: str) -> bool:
        """Whether the address can be given to a Service."""
        offset = number_of(address) - self.base
        return 0 < offset < self.size - 1

    def next(self, chance: Chance) -> str | None:
        """A free address, or None if there is none."""
        low = min(max(16, self.size // 16), 256)  # this much is left for those who choose their own
        offset = low + 1 + chance.below(self.size - low - 2)
        for step in range(self.size):
            candidate = text_of(self.base + 1 + (offset - 1 + step) % (self.size - 2))
            if candidate not in self.taken:
                return candidate
        return None


class NodePorts:
    """30000 to 32767."""

    def __init__(self) -> None:
        self.taken: dict[tuple[int, str], str] = {}  # (port, protocol) → the Service that has it

    def next(self, chance: Chance, protocol: str) -> int | None:
        """A free port, or None if there is none."""
        first = PORT_FIRST + STATIC_PORTS
        count = PORT_LAST - first + 1
        start = chance.below(count)
        for step in range(count):
            port = first + (start + step) % count
            if all((port, other) not in self.taken for other in (protocol, "TCP", "UDP")):
                return port
        return None


def number_of(address: str) -> int:
    """An IPv4 address as a number; -1 if it is none."""
    parts = address.split(".")
    if len(parts) != 4 or not all(is_natural(part) and int(part) < 256 for part in parts):
        return -1
    return sum(int(part) << shift for part, shift in zip(parts, (24, 16, 8, 0), strict=True))


def text_of(number: int) -> str:
    """A number as an IPv4 address."""
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
