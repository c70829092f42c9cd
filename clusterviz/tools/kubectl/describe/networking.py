"""kubectl describe ingress, ingressclass, networkpolicy and endpointslice."""

from __future__ import annotations

from ....cluster.machinery.objects import Object, annotations_of, labels_of, name_of, namespace_of
from ....cluster.machinery.resources import ENDPOINTSLICES, SERVICES
from ....cluster.machinery.times import timestamp, unix_ms
from ..errors import Refused
from ..invocation import Invocation, Steps, get, list_of
from ..selector_text import selector
from .policy import labelled
from .service import endpoints
from .text import annotation_lines, events_of, events_text, head, pairs


def ingress(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """An Ingress with where its rules lead."""
    spec, namespace = obj.get("spec") or {}, namespace_of(obj)
    text = f"Name:\t{name_of(obj)}\n" + pairs("Labels", labels_of(obj)) + f"Namespace:\t{namespace}\n"
    addresses = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    text += f"Address:\t{','.join(one.get('ip') or one.get('hostname', '') for one in addresses)}\n"
    text += f"Ingress Class:\t{spec.get('ingressClassName') or '<none>'}\n"
    default = "<default>"
    if spec.get("defaultBackend"):
        default = yield from _backend(call, namespace, spec["defaultBackend"])
    text += f"Default backend:\t{default}\n" + _tls(spec.get("tls") or [])
    text += "Rules:\n  Host\tPath\tBackends\n  ----\t----\t--------\n"
    rules = [rule for rule in spec.get("rules") or [] if rule.get("http")]
    for rule in rules:
        text += f"  {rule.get('host') or '*'}\t\n"
        for path in rule["http"]["paths"]:
            where = yield from _backend(call, namespace, path["backend"])
            text += f"    \t{path.get('path', '')} \t{where}\n"
    if not rules:
        text += f"  *\t*\t{default}\n"
    events = yield from events_of(call, obj)
    return text + annotation_lines(annotations_of(obj)) + events_text(events, now_ms)


def _tls(entries: list[Object]) -> str:
    if not entries:
        return ""
    lines = [
        f"  {one['secretName']} terminates {','.join(one.get('hosts') or [])}"
        if one.get("secretName")
        else f"  SNI routes {','.join(one.get('hosts') or [])}"
        for one in entries
    ]
    return "TLS:\n" + "".join(f"{line}\n" for line in lines)


def _backend(call: Invocation, namespace: str, backend: Object) -> Steps[str]:
    """`blog:80 (10.244.0.2:80)`."""
    if not backend.get("service"):
        about = backend.get("resource") or {}
        return f"APIGroup: {about.get('apiGroup') or '<none>'}, Kind: {about.get('kind')}, Name: {about.get('name')}"
    name, port = backend["service"]["name"], backend["service"].get("port") or {}
    shown = f"{name}:{port.get('number') or port.get('name', '')}"
    try:
        service = yield from get(call, SERVICES, namespace, name)
    except Refused as refused:
        return f"{shown} (<error: {refused.bare()}>)"
    slices = yield from list_of(call, ENDPOINTSLICES, namespace, labels=f"kubernetes.io/service-name={name}")
    names = [
        one.get("name", "")
        for one in service["spec"].get("ports") or []
        if one["port"] == port.get("number") or (port.get("name") and one.get("name") == port["name"])
    ]
    return f"{shown} ({endpoints(slices, names[0] if names else '')})"


def ingressclass(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """An IngressClass."""
    spec = obj.get("spec") or {}
    text = labelled(obj) + f"Controller:\t{spec.get('controller', '')}\n"
    parameters = spec.get("parameters")
    if parameters:
        text += "Parameters:\n"
        if parameters.get("apiGroup"):
            text += f"  APIGroup:\t{parameters['apiGroup']}\n"
        text += f"  Kind:\t{parameters['kind']}\n  Name:\t{parameters['name']}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)


def networkpolicy(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """A NetworkPolicy in words."""
    yield from ()
    spec = obj.get("spec") or {}
    created = timestamp(unix_ms(obj["metadata"]["creationTimestamp"])).replace("T", " ").replace("Z", " +0000 UTC")
    text = f"Name:\t{name_of(obj)}\nNamespace:\t{namespace_of(obj)}\nCreated on:\t{created}\n"
    text += pairs("Labels", labels_of(obj)) + annotation_lines(annotations_of(obj)) + "Spec:\n"
    chosen = spec.get("podSelector") or {}
    everyone = "<none> (Allowing the specific traffic to all pods in this namespace)"
    text += f"  PodSelector: {selector(chosen) if chosen else everyone}\n"
    kinds = spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    for kind, key, words in (("Ingress", "ingress", _FROM), ("Egress", "egress", _TO)):
        if kind in kinds:
            text += f"  Allowing {key} traffic:\n" + _rules(spec.get(key) or [], words)
        else:
            text += f"  Not affecting {key} traffic\n"
    return text + f"  Policy Types: {', '.join(kinds)}\n"


# The direction: its word, the field with the other side, and what is said when a rule has none of them.
_FROM = ("From", "from", "<any> (traffic not restricted by source)", "ingress")
_TO = ("To", "to", "<any> (traffic not restricted by destination)", "egress")


def _rules(rules: list[Object], words: tuple[str, str, str, str]) -> str:
    word, key, anybody, traffic = words
    if not rules:
        return f"    <none> (Selected pods are isolated for {traffic} connectivity)\n"
    texts = []
    for rule in rules:
        ports = rule.get("ports") or []
        text = "" if ports else "    To Port: <any> (traffic allowed to all ports)\n"
        for port in ports:
            protocol = port.get("protocol", "TCP")
            if port.get("endPort"):
                text += f"    To Port Range: {port['port']}-{port['endPort']}/{protocol}\n"
            else:
                text += f"    To Port: {port.get('port', '<any>')}/{protocol}\n"
        peers = rule.get(key) or []
        text += "" if peers else f"    {word}: {anybody}\n"
        texts.append(text + "".join(f"    {word}:\n{_peer(peer)}" for peer in peers))
    return "    ----------\n".join(texts)


def _peer(peer: Object) -> str:
    if peer.get("ipBlock"):
        block = peer["ipBlock"]
        return (
            f"      IPBlock:\n        CIDR: {block['cidr']}\n        Except: {', '.join(block.get('except') or [])}\n"
        )
    text = ""
    for title, key in (("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")):
        if peer.get(key) is not None:
            text += f"      {title}: {selector(peer[key])}\n"
    return text


def endpointslice(call: Invocation, obj: Object, now_ms: int) -> Steps[str]:
    """An EndpointSlice with its addresses."""
    text = head(obj) + f"AddressType:\t{obj.get('addressType', '')}\n"
    ports = obj.get("ports") or []
    text += "Ports:\n  Name\tPort\tProtocol\n  ----\t----\t--------\n" if ports else "Ports: <unset>\n"
    for port in ports:
        text += f"  {port.get('name') or '<unset>'}\t{port.get('port', '<unset>')}\t{port.get('protocol', 'TCP')}\n"
    text += "Endpoints:\n" if obj.get("endpoints") else "Endpoints: <none>\n"
    for one in obj.get("endpoints") or []:
        ready = (one.get("conditions") or {}).get("ready")
        shown = "<unset>" if ready is None else str(ready).lower()
        text += f"  - Addresses:\t{', '.join(one.get('addresses') or [])}\n    Conditions:\n      Ready:\t{shown}\n"
        text += f"    Hostname:\t{one.get('hostname') or '<unset>'}\n"
        about = one.get("targetRef")
        text += f"    TargetRef:\t{about['kind']}/{about['name']}\n" if about else ""
        text += f"    NodeName:\t{one.get('nodeName') or '<unset>'}\n    Zone:\t{one.get('zone') or '<unset>'}\n"
    events = yield from events_of(call, obj)
    return text + events_text(events, now_ms)
