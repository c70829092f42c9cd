"""traceroute in a container, as busybox has it: who passes a packet on, one router after the other, until its goal answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery import dns
from ...machinery.cri import CriError, Knock
from ...machinery.dns import is_address
from ...machinery.ping import ECHO
from .fetching import option, plain_words

if TYPE_CHECKING:
    from .process import Process

BYTES = 46
MOST_HOPS, PROBES, PATIENCE_S = 30, 3, 3  # unless -m, -q or -w say otherwise
WITH_VALUE = ("-f", "-i", "-m", "-p", "-q", "-s", "-t", "-w", "-z", "-g")
FOREVER = -1
USAGE = "Usage: traceroute [-46IFlnrv] [-f 1ST_TTL] [-m MAXTTL] [-q PROBES] [-p PORT] [-t TOS] [-w WAIT_SEC] HOST\n"


class Tracing:
    """One traceroute under way: so many probes for each router on the way, and for the goal at its end."""

    def __init__(self, process: Process, host: str, numeric: bool, limits: tuple[int, int, int]) -> None:
        self.process = process
        self.host = host
        self.numeric = numeric
        self.most_hops, self.probes, self.patience_ms = limits
        self.way: list[str] = []  # the routers, and the goal
        self.text = ""
        self.hop = 0
        self.sent = 0
        self.heard = False

    def named(self, found: dns.Answer, name: str) -> None:
        """The name has been looked up."""
        address = next((one.value for one in found.records if one.type == "A"), "")
        if address:
            self.begin(address)
        else:
            self.process.resume(1, f"traceroute: bad address '{self.host}'\n")

    def begin(self, address: str) -> None:
        """The goal is known."""
        self.way = [*self.process.world.routers(address), address]
        self.text = f"traceroute to {self.host} ({address}), {self.most_hops} hops max, {BYTES} byte packets\n"
        self._next_hop()

    def _next_hop(self) -> None:
        done = self.heard and self.hop == len(self.way)
        if done or self.hop == self.most_hops:
            self.process.resume(0, self.text)
            return
        self.hop, self.sent, self.heard = self.hop + 1, 0, False
        self.text += f"{self.hop:>2}"
        self._probe()

    def _probe(self) -> None:
        world = self.process.world
        if not self.process.alive:
            return
        if self.sent == self.probes:
            self.text += "\n"
            self._next_hop()
            return
        self.sent += 1
        at = self.way[min(self.hop, len(self.way)) - 1]
        world.connect(at, Knock(at, 0, protocol=ECHO), self.patience_ms, partial(self._answered, world.now_ms()))

    def _answered(self, since_ms: int, found: Any, ip: str) -> None:
        if isinstance(found, CriError):
            self.text += "  *"
        else:
            name = "" if self.heard else f"  {ip}" if self.numeric else f"  {ip} ({ip})"
            self.text += f"{name}  {self.process.world.now_ms() - since_ms}.000 ms"
            self.heard = True
        self._probe()


def traceroute(process: Process, argv: tuple[str, ...]) -> int:
    """traceroute: the way to a host."""
    words = plain_words(argv, *WITH_VALUE)
    limits = [_number(option(argv, letter), usual) for letter, usual in (("-m", MOST_HOPS), ("-q", PROBES))]
    patience_s = _number(option(argv, "-w"), PATIENCE_S)
    if not words or not all(0 < one < 256 for one in (*limits, patience_s)):
        process.write(USAGE)
        return 1
    process.sleep(FOREVER)
    tracing = Tracing(process, words[0], "-n" in argv, (limits[0], limits[1], patience_s * 1000))
    if is_address(words[0]):
        tracing.begin(words[0])
    else:
        process.world.resolve(words[0], tracing.named)
    return 0


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1 if text else usual
