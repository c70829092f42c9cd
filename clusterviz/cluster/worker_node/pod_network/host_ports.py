"""What a machine's own processes say on their ports: the API server, the kubelet, kube-proxy and its health checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...machinery.client import API_SERVER
from ...machinery.cri import Answer, CriError, Knock
from ...machinery.go_json import compact
from ...machinery.sockets import refused

if TYPE_CHECKING:
    from .pod_network import PodNetwork

API_SERVER_PORT = 6443
KUBELET_PORT = 10250
PROXY_HEALTH_PORT = 10256


def answer(network: PodNetwork, question: Knock) -> Answer | CriError | None:
    """What one hears on a port of this machine, None if none of its own processes listens there."""
    for rule in network.machine.rules.values():
        if rule["health_check_node_port"] and rule["health_check_node_port"] == question.port:
            return _health_check(network, rule["service"], len(rule["local_endpoints"]))
    match question.port:
        case port if (
            port == API_SERVER_PORT and API_SERVER in network.machine.static_pods and _runs(network, API_SERVER)
        ):
            return Answer(403 if question.method else 0, _forbidden(question.path))
        case port if port == KUBELET_PORT and _runs(network, f"kubelet/{network.node}"):
            return Answer(401 if question.method else 0, "Unauthorized")
        case port if port == PROXY_HEALTH_PORT and _runs(network, f"kube-proxy/{network.node}"):
            return Answer(200 if question.method else 0, '{"lastUpdated": "","currentTime": "","nodeEligible": true}')
    return None


def _forbidden(path: str) -> str:
    status = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": f'forbidden: User "system:anonymous" cannot get path "{path}"',
        "reason": "Forbidden",
        "details": {},
        "code": 403,
    }
    return json.dumps(status, indent=2)


def _health_check(network: PodNetwork, service: str, local: int) -> Answer | CriError | None:
    """healthCheckNodePort: kube-proxy says whether this machine has endpoints of the Service."""
    if not _runs(network, f"kube-proxy/{network.node}"):
        return refused(Knock(network.address, 0))
    namespace, _, name = service.partition("/")
    body = {
        "service": {"namespace": namespace, "name": name},
        "localEndpoints": local,
        "serviceProxyHealthy": True,
    }
    return Answer(200 if local else 503, compact(body))


def _runs(network: PodNetwork, component: str) -> bool:
    """Whether a process of this machine runs, and so listens."""
    found = network.network.components.get(component)
    return found is not None and found.running and found.node == network.node
