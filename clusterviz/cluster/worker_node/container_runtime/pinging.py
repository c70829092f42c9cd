"""ping, ip and netstat in a container: who answers, which interfaces and routes there are, and who listens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ...machinery import ip_tools
from ...machinery import ping as pings
from ...machinery.cri import CriError
from ...machinery.name_tools import BUSYBOX
from ...machinery.ping import Ping
from ...machinery.sockets import DNS_TIMED_OUT, UNRESOLVED

if TYPE_CHECKING:
    from .process import Process

FOREVER = -1


class Pinging:
    """One ping under way: a request every second, whether or not the one before is answered."""

    def __init__(self, process: Process, call: Ping) -> None:
        self.process = process
        self.call = call
        self.since_ms = process.world.now_ms()
        self.ip = ""
        self.sent = 0
        self.open = 0
        self.times_ms: list[int] = []
        self.over = False
        self.text = ""  # what is kept back until the end, because it goes into a file

    def send(self) -> None:
        """The next request."""
        if self.over or not self.process.alive:
            return
        world = self.process.world
        place, self.sent, self.open = self.sent, self.sent + 1, self.open + 1
        then = partial(self._heard, place, world.now_ms())
        world.connect(self.ip or self.call.host, self.call.question(), self.call.patience_ms, then)
        if not self.call.count or self.sent < self.call.count:
            world.later(self.call.interval_ms, self.send)

    def _heard(self, place: int, since_ms: int, found: Any, ip: str) -> None:
        if self.over or not self.process.alive:
            return
        self.open -= 1
        if isinstance(found, CriError) and found.code in (UNRESOLVED, DNS_TIMED_OUT):
            self.over = True
            self.process.resume(*self.call.unknown())
            return
        if not self.ip:
            self.ip = ip
            self._write(self.call.head(ip))
        if not isinstance(found, CriError):
            took_ms = self.process.world.now_ms() - since_ms
            self.times_ms.append(took_ms)
            self._write(self.call.answered(ip, place, len(self.process.world.routers(ip)), took_ms))
        if not self.open and self.sent == self.call.count:
            self.finish()

    def finish(self) -> None:
        """The last lines."""
        if self.over or not self.process.alive:
            return
        self.over = True
        status, text = self.call.end(self.sent, self.times_ms, self.process.world.now_ms() - self.since_ms)
        self.process.resume(status, self.text + text)

    def _write(self, text: str) -> None:
        if self.process.into is None:
            self.process.write(text)
        else:
            self.text += text


def ping(process: Process, argv: tuple[str, ...]) -> int:
    """ping: without -c it has no end."""
    call = pings.read(list(argv), pings.BUSYBOX if process.world.image.tools == BUSYBOX else pings.IPUTILS)
    if isinstance(call, str):
        process.write(call)
        return 1
    process.variables["_slept_ms"] = str(call.count * call.interval_ms or 1_000_000_000)
    process.sleep(FOREVER)
    pinging = Pinging(process, call)
    pinging.send()
    if call.deadline_ms:
        process.world.later(call.deadline_ms, pinging.finish)
    return 0


def ip(process: Process, argv: tuple[str, ...]) -> int:
    """ip addr, ip route, ip link."""
    style = ip_tools.BUSYBOX if process.world.image.tools == BUSYBOX else ip_tools.IPROUTE
    interfaces, gateway = process.world.interfaces()
    status, text = ip_tools.ip(list(argv), interfaces, gateway, style)
    process.write(text)
    return status


def netstat(process: Process, argv: tuple[str, ...]) -> int:
    """netstat -tln: who listens in this Pod."""
    status, text = ip_tools.netstat(list(argv), process.world.sockets())
    process.write(text)
    return status
