"""Ingresses: hosts, paths and where they lead; NetworkPolicies: peers and ports. Fact sheet §4.4."""

from __future__ import annotations

import re
from typing import Any

from ....machinery.go_numbers import is_natural
from ....machinery.objects import Object
from ..errors import FieldError
from .addresses import BAD_NETWORK, parse_network
from .fields import (
    forbidden,
    invalid,
    label,
    names,
    not_supported,
    path_segment,
    port_name,
    port_number,
    port_or_name,
    required,
    subdomain,
    too_long,
    wildcard,
)
from .selectors import validate_label_selector

KINDS_OF_PATH = ("Exact", "ImplementationSpecific", "Prefix")
NOT_IN_PATHS = ("//", "/./", "/../", "%2f", "%2F")
NOT_AT_THE_END = ("/..", "/.")


def validate_ingress(obj: Object) -> list[FieldError]:
    """What is wrong with an Ingress, apart from its metadata."""
    spec = obj.get("spec") or {}
    rules, backend = spec.get("rules") or (), spec.get("defaultBackend")
    found: list[FieldError] = []
    if not rules and backend is None:
        found.append(invalid("spec", None, "either `defaultBackend` or `rules` must be specified"))
    if backend is not None:
        found += _validate_backend("spec.defaultBackend", backend)
    for i, secured in enumerate(spec.get("tls") or ()):
        for j, host in enumerate(secured.get("hosts") or ()):
            found += _validate_host(f"spec.tls[{i}].hosts[{j}]", host)
        if secured.get("secretName"):
            found += names(f"spec.tls[{i}].secretName", secured["secretName"], subdomain)
    for i, rule in enumerate(rules):
        found += _validate_rule(f"spec.rules[{i}]", rule)
    if spec.get("ingressClassName") is not None:
        found += names("spec.ingressClassName", spec["ingressClassName"], subdomain)
    return found


def _validate_rule(path: str, rule: Object) -> list[FieldError]:
    found: list[FieldError] = []
    host = rule.get("host")
    if host:
        if _is_address(host):
            found.append(invalid(f"{path}.host", host, "must be a DNS name, not an IP address"))
        else:
            found += _validate_host(f"{path}.host", host)
    http = rule.get("http")
    if http is None:
        return found
    if not http.get("paths"):
        return [*found, required(f"{path}.http.paths")]
    for j, one in enumerate(http["paths"]):
        found += _validate_path(f"{path}.http.paths[{j}]", one)
    return found


def _validate_host(path: str, host: str) -> list[FieldError]:
    return names(path, host, wildcard if "*" in host else subdomain)


def _validate_path(path: str, one: Object) -> list[FieldError]:
    kind, text = one.get("pathType"), one.get("path") or ""
    if kind is None:
        return [required(f"{path}.pathType", "pathType must be specified")]
    found: list[FieldError] = []
    if kind in ("Exact", "Prefix"):
        if not text.startswith("/"):
            found.append(invalid(f"{path}.path", text, "must be an absolute path"))
        found += [invalid(f"{path}.path", text, f"must not contain '{part}'") for part in NOT_IN_PATHS if part in text]
        found += [
            invalid(f"{path}.path", text, f"cannot end with '{part}'") for part in NOT_AT_THE_END if text.endswith(part)
        ]
    elif kind == "ImplementationSpecific":
        if text and not text.startswith("/"):
            found.append(invalid(f"{path}.path", text, "must be an absolute path"))
    else:
        found.append(not_supported(f"{path}.pathType", kind, KINDS_OF_PATH))
    return found + _validate_backend(f"{path}.backend", one.get("backend") or {})


def _validate_backend(path: str, backend: Object) -> list[FieldError]:
    service, resource = backend.get("service"), backend.get("resource")
    if service is None and resource is None:
        return [required(path, "resource or service backend is required")]
    if service is not None and resource is not None:
        return [invalid(path, "", "cannot set both resource and service backends")]
    if service is None:
        return []
    if not service.get("name"):
        return [required(f"{path}.service.name")]
    found = names(f"{path}.service.name", service["name"], label)
    port = service.get("port") or {}
    name, number = port.get("name"), port.get("number")
    if name and number:
        found.append(invalid(path, "", "cannot set both port name & port number"))
    elif name:
        found += names(f"{path}.service.port.name", name, port_name)
    elif number:
        found += port_number(f"{path}.service.port.number", number)
    else:
        found.append(required(path, "port name or number is required"))
    return found


def _is_address(host: Any) -> bool:
    parts = str(host).split(".")
    return len(parts) == 4 and all(is_natural(part) for part in parts)


LONGEST_CONTROLLER = 250  # bytes
HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"


def validate_ingress_class(obj: Object) -> list[FieldError]:
    """What is wrong with an IngressClass, apart from its metadata."""
    spec = obj.get("spec") or {}
    controller = spec.get("controller") or ""
    found = [too_long("spec.controller", LONGEST_CONTROLLER)] if len(controller) > LONGEST_CONTROLLER else []
    found += _prefixed_path("spec.controller", controller)
    parameters = spec.get("parameters")
    return found if parameters is None else found + _validate_parameters("spec.parameters", parameters)


def validate_ingress_class_update(new: Object, old: Object) -> list[FieldError]:
    """An IngressClass stays its controller's."""
    controller, before = ((one.get("spec") or {}).get("controller") for one in (new, old))
    return [] if controller == before else [invalid("spec.controller", controller, "field is immutable")]


def _prefixed_path(path: str, text: str) -> list[FieldError]:
    if not text:
        return [required(path)]
    host, _, rest = text.partition("/")
    if not host or not rest:
        return [invalid(path, text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    found = names(path, host, subdomain)
    if not re.fullmatch(HTTP_PATH, rest):
        found.append(invalid(path, rest, f"Invalid path (regex used for validation is '{HTTP_PATH}')"))
    return found


def _validate_parameters(path: str, parameters: Object) -> list[FieldError]:
    found = names(f"{path}.apiGroup", parameters["apiGroup"], subdomain) if parameters.get("apiGroup") else []
    for part in ("kind", "name"):
        text = parameters.get(part)
        found += (
            names(f"{path}.{part}", text, path_segment) if text else [required(f"{path}.{part}", f"{part} is required")]
        )
    scope, namespace = parameters.get("scope"), parameters.get("namespace")
    if scope not in ("Cluster", "Namespace"):
        return [*found, not_supported(f"{path}.scope", scope, ("Cluster", "Namespace"))]
    if scope == "Namespace" and not namespace:
        found.append(required(f"{path}.namespace", "`parameters.scope` is set to 'Namespace'"))
    if scope == "Namespace" and namespace:
        found += names(f"{path}.namespace", namespace, label)
    if scope == "Cluster" and namespace is not None:
        found.append(forbidden(f"{path}.namespace", "`parameters.scope` is set to 'Cluster'"))
    return found


PROTOCOLS = ("TCP", "UDP", "SCTP")
DIRECTIONS = ("Ingress", "Egress")


def validate_policy(obj: Object) -> list[FieldError]:
    """What is wrong with a NetworkPolicy, apart from its metadata."""
    spec = obj["spec"]
    found = validate_label_selector("spec.podSelector", spec.get("podSelector"))
    for direction, side in (("ingress", "from"), ("egress", "to")):
        for i, rule in enumerate(spec.get(direction) or ()):
            path = f"spec.{direction}[{i}]"
            for j, port in enumerate(rule.get("ports") or ()):
                found += _validate_port(f"{path}.ports[{j}]", port)
            for j, peer in enumerate(rule.get(side) or ()):
                found += _validate_peer(f"{path}.{side}[{j}]", peer)
    kinds = spec.get("policyTypes") or []
    if len(kinds) > len(DIRECTIONS):
        return [*found, invalid("spec.policyTypes", kinds, "may not specify more than two policyTypes")]
    for i, kind in enumerate(kinds):
        if kind not in DIRECTIONS:
            found.append(not_supported(f"spec.policyTypes[{i}]", kind, DIRECTIONS))
    return found


def _validate_port(path: str, port: Object) -> list[FieldError]:
    found: list[FieldError] = []
    protocol, number, last = port.get("protocol"), port.get("port"), port.get("endPort")
    if protocol is not None and protocol not in PROTOCOLS:
        found.append(not_supported(f"{path}.protocol", protocol, PROTOCOLS))
    if number is None:
        why = "may not be specified when `port` is not specified"
        return found if last is None else [*found, invalid(f"{path}.endPort", last, why)]
    if isinstance(number, str):
        if last is not None:
            found.append(invalid(f"{path}.endPort", last, "may not be specified when `port` is non-numeric"))
        return found + port_or_name(f"{path}.port", number)
    found += port_number(f"{path}.port", number)
    if last is not None:
        if last < number:
            found.append(invalid(f"{path}.endPort", last, "must be greater than or equal to `port`"))
        found += port_number(f"{path}.endPort", last)
    return found


def _validate_peer(path: str, peer: Object) -> list[FieldError]:
    block = peer.get("ipBlock")
    sides = [kind for kind in ("podSelector", "namespaceSelector", "ipBlock") if peer.get(kind) is not None]
    found: list[FieldError] = []
    for field in ("podSelector", "namespaceSelector"):
        found += validate_label_selector(f"{path}.{field}", peer.get(field))
    found += _validate_block(f"{path}.ipBlock", block) if block is not None else []
    if not sides:
        found.append(required(path, "must specify a peer"))
    elif len(sides) > 1 and block is not None:
        found.append(forbidden(path, "may not specify both ipBlock and another peer"))
    return found


def _validate_block(path: str, block: Object) -> list[FieldError]:
    if not block.get("cidr"):
        return [required(f"{path}.cidr")]
    whole = parse_network(block["cidr"])
    if whole is None:
        return [invalid(f"{path}.cidr", block["cidr"], BAD_NETWORK)]
    found: list[FieldError] = []
    for i, text in enumerate(block.get("except") or ()):
        part = parse_network(text)
        if part is None:
            found.append(invalid(f"{path}.except[{i}]", text, BAD_NETWORK))
        elif part.version != whole.version or part.network_address not in whole or part.prefixlen <= whole.prefixlen:
            found.append(invalid(f"{path}.except[{i}]", text, "must be a strict subset of `cidr`"))
    return found
