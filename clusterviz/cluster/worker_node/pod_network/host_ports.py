"""What a machine's own processes say on their ports: the API server, the kubelet, kube-proxy and its health checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ...machinery import ports
from ...machinery.api import VERSION
from ...machinery.client import API_SERVER
from ...machinery.cri import Answer, CriError, Knock
from ...machinery.curl import PLAIN_TO_GO
from ...machinery.sockets import refused
from ...machinery.times import timestamp

if TYPE_CHECKING:
    from .pod_network import PodNetwork

PUBLIC = ("/healthz", "/livez", "/readyz")


def answer(network: PodNetwork, question: Knock) -> Answer | CriError | None:
    """What one hears on a port of this machine, None if none of its own processes listens there."""
    for rule in network.machine.rules.values():
        if rule["health_check_node_port"] and rule["health_check_node_port"] == question.port:
            return _health_check(network, rule["service"], len(rule["local_endpoints"]))
    match question.port:
        case port if (
            port == ports.API_SERVER and API_SERVER in network.machine.static_pods and _runs(network, API_SERVER)
        ):
            return _api_server(question)
        case port if port == ports.KUBELET and _runs(network, f"kubelet/{network.node}"):
            return Answer(401 if question.method else 0, "Unauthorized", tls=PLAIN_TO_GO)
        case port if port == ports.PROXY_HEALTH and _runs(network, f"kube-proxy/{network.node}"):
            now = timestamp(network.clock.epoch_ms + network.now_ms).replace("T", " ").replace("Z", " +0000 UTC")
            body = f'{{"lastUpdated": "{now}","currentTime": "{now}", "nodeEligible": true}}'
            return Answer(200 if question.method else 0, body)
    if question.source == network.address == question.ip:
        return _to_its_own(network, question)
    return None


def _to_its_own(network: PodNetwork, question: Knock) -> Answer | None:
    """What only the machine itself is told: `curl localhost:10248/healthz`."""
    words = {"/healthz": "ok"}
    match question.port:
        case port if port == ports.KUBELET_HEALTH and _runs(network, f"kubelet/{network.node}"):
            pass
        case port if port == ports.PROXY_METRICS and _runs(network, f"kube-proxy/{network.node}"):
            words["/proxyMode"] = "iptables"
        case _:
            return None
    found = words.get(question.path.partition("?")[0])
    if not question.method:
        return Answer(0)
    return Answer(200, found) if found is not None else Answer(404, "404 page not found\n")


def _api_server(question: Knock) -> Answer:
    """What the API server tells whoever shows neither certificate nor token: how it is, and its version."""
    path = question.path.partition("?")[0].rstrip("/")
    if not question.method:
        return Answer(0)
    if path == "/version":
        return Answer(200, json.dumps(VERSION, indent=2), tls=PLAIN_TO_GO)
    if path in PUBLIC:
        return Answer(200, "ok", tls=PLAIN_TO_GO)
    return Answer(403, _forbidden(question.path), tls=PLAIN_TO_GO)


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
    body = f"""{{
	"service": {{
		"namespace": "{namespace}",
		"name": "{name}"
	}},
	"localEndpoints": {local},
	"serviceProxyHealthy": true
}}"""
    return Answer(200 if local else 503, body)


def _runs(network: PodNetwork, component: str) -> bool:
    """Whether a process of this machine runs, and so listens."""
    found = network.network.components.get(component)
    return found is not None and found.running and found.node == network.node
