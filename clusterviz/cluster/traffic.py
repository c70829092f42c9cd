"""Traffic: many clients at once, who ask again and again. Each second goes out as one connection that is walked in full and a
burst of the others, so that a thousand requests per second cost a few messages.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from .cluster import Cluster
from .internet import GATEWAY
from .machinery.component import Component, Ground
from .machinery.cri import Knock
from .machinery.curl import Target
from .machinery.dns import is_address
from .machinery.network import Reply
from .machinery.objects import name_of, namespace_of
from .machinery.resources import PODS
from .machinery.sockets import Burst, Tally, Volley, outcome_of
from .machinery.walks import CONNECTED, TIMED_OUT

NAME = "traffic"
TICK_MS = 1_000
TIMEOUT_MS = 2_000  # these clients wait no longer
MOST_RPS = 100_000
MOST_GENERATORS = 20
OUTSIDE, INSIDE = "outside", "inside"


class TrafficError(ValueError):
    """What is asked makes no sense: what is wrong, and the way out."""


@dataclass(slots=True)
class Generator:
    """One stream of requests, and what became of them."""

    name: str
    url: str
    source: str  # `outside`, `inside`, or a Pod as namespace/name
    rps: int
    namespace: str = "default"  # whose short names are meant, from inside
    host_header: str = ""
    double_every_s: int = 0  # 0: it stays as it is
    most_rps: int = MOST_RPS
    entry: str = ""  # the machine that it starts on; "" outside
    address: str = ""  # of the Pod that it comes from
    started_ms: int = 0
    sent: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)  # `200`, `refused`, `timed out`, … → how many
    pods: dict[str, int] = field(default_factory=dict)  # who answered → how many

    @property
    def succeeded(self) -> int:
        """Answers that say that all is well."""
        return sum(
            count for outcome, count in self.outcomes.items() if outcome == CONNECTED or outcome[:1] in ("2", "3")
        )

    @property
    def failed(self) -> int:
        """All other ends."""
        return sum(self.outcomes.values()) - self.succeeded


class Traffic(Component):
    """Everybody who asks."""

    def __init__(self, ground: Ground, routes: dict[str, str]) -> None:
        super().__init__(ground, NAME, "")
        self.routes = routes
        self.generators: dict[str, Generator] = {}

    def boot(self) -> None:
        """Go on with what was asked for."""
        for generator in self.generators.values():
            self.after(TICK_MS, self._tick, generator)

    def add(self, generator: Generator) -> None:
        """A new stream, or another in the place of the one of this name."""
        generator.started_ms = self.now_ms
        self.generators[generator.name] = generator
        self.after(0, self._tick, generator)

    def remove(self, name: str) -> Generator | None:
        """A stream ends."""
        return self.generators.pop(name, None)

    def _tick(self, generator: Generator) -> None:
        if self.generators.get(generator.name) is not generator:
            return
        self.after(TICK_MS, self._tick, generator)
        if generator.double_every_s:
            steps = (self.now_ms - generator.started_ms) // (generator.double_every_s * 1000)
            rps = min(generator.rps << min(steps, 30), generator.most_rps)
        else:
            rps = generator.rps
        if rps > 0:
            generator.sent += rps
            self._send(generator, rps)

    def rate_of(self, generator: Generator) -> int:
        """Its requests per second now."""
        if not generator.double_every_s:
            return generator.rps
        steps = (self.now_ms - generator.started_ms) // (generator.double_every_s * 1000)
        return min(generator.rps << min(steps, 30), generator.most_rps)

    def _send(self, generator: Generator, count: int) -> None:
        target = Target(generator.url)
        headers = {"Host": generator.host_header or target.host}
        question = Knock("", target.port, "GET", target.path, headers)
        note = f"{count} request{'s' if count > 1 else ''}"
        if generator.source == OUTSIDE:
            entry = self.routes.get(target.host, "")
            question = replace(question, ip=target.host, source=GATEWAY)
            body: Any = Burst(question, count, TICK_MS)
        else:
            entry = f"pod-network/{generator.entry}"
            pod = "" if generator.source == INSIDE else generator.source
            body = Volley(target.host, question, count, TICK_MS, generator.namespace, pod, generator.address)
        if not entry:
            self.after(TIMEOUT_MS, self._count, generator, {TIMED_OUT: count}, {})
            return
        whole_ms = 3 * TIMEOUT_MS  # one after the other: the first connection, the others, and the way back
        self.network.call(
            self,
            entry,
            "GET",
            generator.url,
            body,
            self._heard,
            generator,
            count,
            kind="traffic",
            note=note,
            timeout_ms=whole_ms,
        )

    def _heard(self, reply: Reply, generator: Generator, count: int) -> None:
        if isinstance(reply.body, Tally):
            self._count(generator, dict(reply.body.outcomes), dict(reply.body.pods))
        else:
            end = TIMED_OUT if reply.failure is not None else outcome_of(reply.body)[0]
            self._count(generator, {end: count}, {})

    def _count(self, generator: Generator, outcomes: dict[str, int], pods: dict[str, int]) -> None:
        for counts, more in ((generator.outcomes, outcomes), (generator.pods, pods)):
            for name, count in more.items():
                counts[name] = counts.get(name, 0) + count


def of(cluster: Cluster) -> Traffic:
    """The traffic of a cluster; there is none before the first is asked for."""
    found = cluster.components.get(NAME)
    if isinstance(found, Traffic):
        return found
    traffic = Traffic(cluster.ground, cluster.you.routes)
    traffic.start()
    return traffic


def start(cluster: Cluster, generator: Generator) -> None:
    """Let it flow. TrafficError if it makes no sense."""
    if not 1 <= generator.rps <= MOST_RPS:
        raise TrafficError(f"--rps is a whole number from 1 to {MOST_RPS}. {generator.rps} is none.")
    known = cluster.components.get(NAME)
    if (
        isinstance(known, Traffic)
        and generator.name not in known.generators
        and len(known.generators) >= MOST_GENERATORS
    ):
        raise TrafficError(f"There are {MOST_GENERATORS} streams of traffic already. Stop one: traffic stop NAME")
    target = Target(generator.url)
    if generator.source == OUTSIDE:
        if not is_address(target.host):
            raise TrafficError(
                f"From outside nobody knows the name {target.host!r}. Give a node's address with a node port, or a load balancer's "
                "address; --host sets the Host header."
            )
    elif generator.source == INSIDE:
        workers = sorted(name.partition("/")[2] for name in cluster.components if name.startswith("pod-network/"))
        if not workers:
            raise TrafficError("There is no machine that traffic could start from.")
        generator.entry = next((one for one in workers if one != "control-plane"), workers[0])
    else:
        _from_pod(cluster, generator)
    of(cluster).add(generator)


def _from_pod(cluster: Cluster, generator: Generator) -> None:
    for pod in cluster.objects(PODS):
        if f"{namespace_of(pod)}/{name_of(pod)}" == generator.source and pod.get("status", {}).get("podIP"):
            generator.entry = pod["spec"]["nodeName"]
            generator.address = pod["status"]["podIP"]
            generator.namespace = namespace_of(pod)
            return
    raise TrafficError(
        f"There is no running Pod {generator.source!r}. Name it as namespace/pod, or say --from outside."
    )
