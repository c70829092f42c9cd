"""kubectl describe service."""

from __future__ import annotations

from ....cluster.machinery.objects import Object, name_of, namespace_of
from ....cluster.machinery.resources import ENDPOINTSLICES
from ..invocation import Invocation, Steps, list_of
from .text import events_of, events_text, head, plain_pairs

AT_MOST = 3  # so many endpoints are named


def describe(call: Invocation, service: Object, now_ms: int) -> Steps[str]:
    """A Service with its ports and where they lead."""
    labels = f"kubernetes.io/service-name={name_of(service)}"
    slices = yield from list_of(call, ENDPOINTSLICES, namespace_of(service), labels=labels)
    events = yield from events_of(call, service)
    spec = service["spec"]
    text = head(service) + f"Selector:\t{plain_pairs(spec.get('selector'))}\nType:\t{spec.get('type', '')}\n"
    if spec.get("ipFamilyPolicy"):
        text += f"IP Family Policy:\t{spec['ipFamilyPolicy']}\n"
    text += f"IP Families:\t{','.join(spec.get('ipFamilies') or []) or '<none>'}\n"
    text += f"IP:\t{spec.get('clusterIP', '')}\nIPs:\t{','.join(spec.get('clusterIPs') or []) or '<none>'}\n"
    if spec.get("externalIPs"):
        text += f"External IPs:\t{','.join(spec['externalIPs'])}\n"
    if spec.get("loadBalancerIP"):
        text += f"Desired LoadBalancer IP:\t{spec['loadBalancerIP']}\n"
    if spec.get("externalName"):
        text += f"External Name:\t{spec['externalName']}\n"
    ingress = ((service.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    if ingress:
        text += f"LoadBalancer Ingress:\t{', '.join(one.get('ip') or one.get('hostname', '') for one in ingress)}\n"
    text += "".join(_port(port, slices) for port in spec.get("ports") or [])
    text += f"Session Affinity:\t{spec.get('sessionAffinity', 'None')}\n"
    for title, key in (
        ("External Traffic Policy", "externalTrafficPolicy"),
        ("Internal Traffic Policy", "internalTrafficPolicy"),
    ):
        if spec.get(key):
            text += f"{title}:\t{spec[key]}\n"
    if spec.get("loadBalancerSourceRanges"):
        text += f"LoadBalancer Source Ranges:\t{','.join(spec['loadBalancerSourceRanges'])}\n"
    return text + events_text(events, now_ms)


def _port(port: Object, slices: list[Object]) -> str:
    name, protocol = port.get("name") or "<unset>", port.get("protocol", "TCP")
    text = f"Port:\t{name}\t{port['port']}/{protocol}\n"
    text += f"TargetPort:\t{port.get('targetPort', port['port'])}/{protocol}\n"
    if port.get("nodePort"):
        text += f"NodePort:\t{name}\t{port['nodePort']}/{protocol}\n"
    return text + f"Endpoints:\t{endpoints(slices, port.get('name', ''))}\n"


def endpoints(slices: list[Object], port_name: str) -> str:
    """The ready addresses behind a port, the first three by name."""
    found = []
    for one in slices:
        for port in one.get("ports") or []:
            if (port.get("name") or "") != port_name:
                continue
            for endpoint in one.get("endpoints") or []:
                if (endpoint.get("conditions") or {}).get("ready", True):
                    found += [f"{address}:{port['port']}" for address in endpoint["addresses"]]
    if not slices:
        return "<none>"
    more = f" + {len(found) - AT_MOST} more..." if len(found) > AT_MOST else ""
    return ",".join(found[:AT_MOST]) + more
