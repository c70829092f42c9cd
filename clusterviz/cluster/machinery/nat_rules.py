"""The rules of a machine's kernel for Services: kube-proxy writes them, every connection walks them. Fact sheet §9.2.

They are kept as one entry per Service port, from which the chains that iptables shows follow one to one.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TypedDict

MASQUERADE_MARK = "0x4000"
CLUSTER_CIDR = "10.244.0.0/16"  # what comes from here is a Pod's


class Rule(TypedDict):
    """What one port of one Service leads to on this machine. Endpoints are written `ip:port`."""

    service: str  # namespace/name
    cluster_ip: str
    port: int
    protocol: str  # TCP, UDP or SCTP
    node_port: int  # 0: none
    external_ips: list[str]
    load_balancer_ips: list[str]
    source_ranges: list[str]  # who may come in by the load balancer's address; none: everybody
    health_check_node_port: int  # 0: none
    endpoints: list[str]  # for the cluster IP
    external_endpoints: list[str]  # for node ports, external and load balancers' addresses
    cluster_endpoints: list[str]  # wherever they are
    local_endpoints: list[str]  # on this machine
    internal_local: bool  # internalTrafficPolicy: Local
    local_only: bool  # externalTrafficPolicy: Local
    affinity_s: int  # how long a client stays with its endpoint; 0: not at all
    has_endpoints: bool


Rules = dict[str, Rule]  # `namespace/service:port` → its rule


def hash16(text: str) -> str:
    """The ending of a chain's name."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:16]


def chain(kind: str, name: str, protocol: str, endpoint: str = "") -> str:
    """The name of a chain: `kind` is SVC (any endpoint), SVL (of this machine), EXT (from outside), FW or SEP (one endpoint)."""
    return f"KUBE-{kind}-{hash16(name + protocol.lower() + endpoint)}"
