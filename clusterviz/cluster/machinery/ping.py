"""ping: its options and what it prints, as busybox has it and as iputils does. The same in a container, on a node and outside."""

from __future__ import annotations

from dataclasses import dataclass

from .cri import Knock

BUSYBOX, IPUTILS = "busybox", "iputils"
ECHO = "ICMP"  # the protocol of a Knock that is an echo request: it has no port
BYTES = 56
INTERVAL_MS = 1_000
PATIENCE_MS = 10_000  # so long the last answer is waited for
POD_NETWORK = "10.244."
BRIDGE = ".1"  # the end of the address that a machine itself has in the range of its Pods
FRESH_TTL = 64  # of a packet that leaves a Linux machine


@dataclass(frozen=True, slots=True)
class Ping:
    """One call of it. `count` 0: without end. `deadline_ms` 0: none."""

    host: str
    style: str
    count: int = 0
    interval_ms: int = INTERVAL_MS
    patience_ms: int = PATIENCE_MS
    deadline_ms: int = 0
    quiet: bool = False

    def question(self, ip: str = "") -> Knock:
        """An echo request."""
        return Knock(ip, 0, protocol=ECHO)

    def unknown(self) -> tuple[int, str]:
        """(exit status, text): nobody knows the name."""
        if self.style == BUSYBOX:
            return 1, f"ping: bad address '{self.host}'\n"
        return 2, f"ping: {self.host}: Name or service not known\n"

    def head(self, ip: str) -> str:
        """The first line."""
        if self.style == BUSYBOX:
            return f"PING {self.host} ({ip}): {BYTES} data bytes\n"
        return f"PING {self.host} ({ip}) {BYTES}({BYTES + 28}) bytes of data.\n"

    def answered(self, ip: str, place: int, hops: int, took_ms: int) -> str:
        """The line for the answer to request `place`, counted from 0, that came through so many routers."""
        if self.quiet:
            return ""
        start = f"{BYTES + 8} bytes from {ip}:"
        if self.style == BUSYBOX:
            return f"{start} seq={place} ttl={FRESH_TTL - hops} time={took_ms}.000 ms\n"
        return f"{start} icmp_seq={place + 1} ttl={FRESH_TTL - hops} time={took_ms}.0 ms\n"

    def end(self, sent: int, times_ms: list[int], elapsed_ms: int) -> tuple[int, str]:
        """(exit status, the last lines)."""
        heard = len(times_ms)
        lost = 100 * (sent - heard) // sent if sent else 0
        packets = " packets" if self.style == BUSYBOX else ""
        text = f"\n--- {self.host} ping statistics ---\n{sent} packets transmitted, {heard}{packets} received, {lost}% packet loss"
        text += "\n" if self.style == BUSYBOX else f", time {elapsed_ms}ms\n"
        if times_ms:
            least, most, mean = min(times_ms), max(times_ms), sum(times_ms) / heard
            text += (
                f"round-trip min/avg/max = {least:.3f}/{mean:.3f}/{most:.3f} ms\n"
                if self.style == BUSYBOX
                else f"rtt min/avg/max/mdev = {least:.3f}/{mean:.3f}/{most:.3f}/"
                f"{sum(abs(one - mean) for one in times_ms) / heard:.3f} ms\n"
            )
        elif self.style != BUSYBOX:
            text += "\n"
        return 0 if heard else 1, text


def read(words: list[str], style: str) -> Ping | str:
    """What stands behind `ping`; a text if it makes no sense."""
    values = {"c": "0", "i": "1", "W": str(PATIENCE_MS // 1000), "w": "0"}
    hosts, quiet, rest = [], False, list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-"):
            hosts.append(word)
            continue
        name, value = word[1:2], word[2:]
        if name in values:
            values[name] = value or (rest.pop(0) if rest else "")
        elif name in ("s", "t", "I", "p"):
            value or (rest.pop(0) if rest else "")
        elif name == "q":
            quiet = True
        elif name not in ("4", "n", "v", "A", "b"):
            return f"ping: unrecognized option: {name}\n" if style == BUSYBOX else f"ping: invalid option -- '{name}'\n"
    numbers = {}
    for name, value in values.items():
        try:
            numbers[name] = round(float(value) * 1000)
        except (ValueError, OverflowError):
            return f"ping: invalid number '{value}'\n" if style == BUSYBOX else f"ping: invalid argument: '{value}'\n"
        if not 0 <= numbers[name] <= 1000 * 10**6:
            return f"ping: invalid number '{value}'\n" if style == BUSYBOX else f"ping: invalid argument: '{value}'\n"
    if len(hosts) != 1:
        return "Usage: ping [-c COUNT] [-i SECS] [-w SECS] [-W SECS] [-q] HOST\n"
    return Ping(
        hosts[0],
        style,
        numbers["c"] // 1000,
        max(numbers["i"], 200),
        max(numbers["W"], 1),
        numbers["w"],
        quiet,
    )


def routers_between(own: list[str], other: str) -> int:
    """How many machines pass a packet on from somebody with these addresses to another: each Pod's machine does."""
    if any(other == one or _network(other) == _network(one) for one in own):
        return 0
    return sum(address.startswith(POD_NETWORK) and not address.endswith(BRIDGE) for address in (own[-1], other))


def _network(address: str) -> str:
    return address.rpartition(".")[0] if address.startswith(POD_NETWORK) else ".".join(address.split(".")[:2])
