"""The network plugin's agent: watches NetworkPolicies, and judges the connections of this machine's Pods by them.

It asks for Pods and namespaces only when there is a policy: a cluster without one pays nothing for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...machinery.api import account_user
from ...machinery.client import Client
from ...machinery.informer import Informer
from ...machinery.objects import Object, labels_of, namespace_of
from ...machinery.resources import NAMESPACES, NETWORKPOLICIES, PODS
from . import policies
from .policies import Peer, Verdict

if TYPE_CHECKING:
    from .pod_network import PodNetwork

ACCOUNT = "pod-network"
OPEN = Verdict(True, (), "")


def address_of(pod: Object) -> str:
    """The Pod's own address, "" if it has none or has its machine's."""
    if pod["spec"].get("hostNetwork") or pod.get("status", {}).get("phase") in ("Succeeded", "Failed"):
        return ""
    return str(pod.get("status", {}).get("podIP", ""))


class PolicyAgent:
    """What one machine knows of policies."""

    def __init__(self, network: PodNetwork) -> None:
        self.client = Client(network, account_user("kube-system", ACCOUNT))
        self.policies = Informer(self.client, NETWORKPOLICIES)
        self.pods: Informer | None = None
        self.namespaces: Informer | None = None

    def start(self) -> None:
        """Begin to watch."""
        self.policies.subscribe(self._changed)
        self.policies.start()

    def _changed(self, change: str, old: Object | None, obj: Object) -> None:
        if self.pods is None:
            self.pods = Informer(self.client, PODS)
            self.pods.index("address", address_of)
            self.namespaces = Informer(self.client, NAMESPACES)
            self.pods.start()
            self.namespaces.start()

    def peer(self, ip: str) -> Peer:
        """Who has this address."""
        found = self.pods.by("address", ip) if self.pods is not None else []
        if not found or self.namespaces is None:
            return Peer(ip)
        namespace = self.namespaces.get(namespace_of(found[0]))
        labels = tuple(sorted(labels_of(namespace).items())) if namespace is not None else ()
        return Peer(ip, found[0], labels)

    def judge(self, direction: str, own: str, other: str, port: int, protocol: str) -> Verdict:
        """Whether a connection between the Pod at `own` and `other` may pass at the Pod's end."""
        if not self.policies.objects or own == other:
            return OPEN
        pod = self.peer(own).pod
        if pod is None:
            return OPEN
        return policies.judge(self.policies.list(), pod, direction, self.peer(other), port, protocol)
