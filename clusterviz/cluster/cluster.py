"""A cluster: every component, wired. Start reading here.

    you ──── kube-apiserver ──── etcd
                  │
                  ├──── kube-scheduler, kube-controller-manager
                  └──── on each node: kubelet ──── container runtime, and kube-proxy

Components know each other's addresses and nothing else; they meet through messages on the network.
"""

from __future__ import annotations

from .control_plane.etcd import Member
from .control_plane.kube_apiserver import ApiServer
from .control_plane.kube_controller_manager import ControllerManager
from .control_plane.kube_scheduler import Scheduler
from .inside import Inside
from .machinery.component import Component, Ground
from .machinery.custom_kinds import kinds_of
from .machinery.network import Network
from .machinery.objects import Object
from .machinery.program import Program, Terminal
from .machinery.resources import CUSTOMRESOURCEDEFINITIONS, Resource
from .machinery.trace import Trace
from .machinery.virtual_time import Clock

CONTROL_PLANE = "control-plane"


class Cluster:
    """One simulated cluster: its components, its clock, its trace."""

    def __init__(self, seed: int = 1, epoch_ms: int = 1_767_225_600_000, etcd_members: int = 1) -> None:
        """`epoch_ms`: the Unix time in ms at virtual 0. `etcd_members`: 1 or 3."""
        self.seed = seed
        self.clock = Clock(epoch_ms)
        self.trace = Trace()
        self.ground = Ground(self.clock, self.trace, seed)
        self.network = Network(self.ground)
        self.kept_down: dict[str, bool] = {}  # processes that a learner stopped: nobody starts them but the learner
        self.you = Terminal(self.ground)
        names = ("etcd",) if etcd_members == 1 else tuple(f"etcd-{number}" for number in range(1, etcd_members + 1))
        self.you.etcd_endpoints = names
        self.you.inside = Inside(self)
        self.members = tuple(
            Member(self.ground, name, CONTROL_PLANE, tuple(peer for peer in names if peer != name)) for name in names
        )
        self.api_server = ApiServer(self.ground, "kube-apiserver", CONTROL_PLANE, etcd_servers=names)
        self.scheduler = Scheduler(self.ground, "kube-scheduler", CONTROL_PLANE)
        self.controller_manager = ControllerManager(self.ground, "kube-controller-manager", CONTROL_PLANE)

    @property
    def components(self) -> dict[str, Component]:
        """Every component by its name."""
        return self.network.components

    @property
    def etcd(self) -> Member:
        """The member that knows the most: through the glass wall one looks at its disk."""
        members = self.members
        return members[0] if len(members) == 1 else max(members, key=_applied)

    @property
    def now_ms(self) -> int:
        """Virtual time, in ms."""
        return self.clock.now_ms

    def start(self) -> None:
        """Start every component that does not run. The first start is the root of all that follows from it."""
        self.trace.poke(self.now_ms, "kubeadm", "the cluster starts")
        for component in list(self.components.values()):
            component.start()

    def run_for(self, milliseconds: int) -> None:
        """Let virtual time pass."""
        self.clock.run_until(self.clock.now_ms + milliseconds)

    def run_program(self, program: Program, text: str, who: str = "you") -> Program:
        """A person starts a program: a poke."""
        self.trace.poke(self.now_ms, who, text)
        self.you.run(program)
        return program

    @property
    def custom_kinds(self) -> list[Resource]:
        """The kinds that CustomResourceDefinitions made, each in its preferred version: the glass wall, as `objects`."""
        return [kinds[0] for one in self.objects(CUSTOMRESOURCEDEFINITIONS) if (kinds := kinds_of(one))]

    def objects(self, resource: Resource) -> list[Object]:
        """What etcd holds of a resource now: the glass wall, for pictures and tests. Components must ask the API server."""
        return [kv.value for kv in self.etcd.store.under(resource.etcd_prefix)]


def _applied(member: Member) -> int:
    return member.applied
