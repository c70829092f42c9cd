"""kubectl create ingress: rules such as `shop.example.com/cart*=cart:80,tls=shop-tls`."""

from __future__ import annotations

import re

from ....cluster.machinery.objects import Object
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from ..resource_names import resource_called
from .making import FLAGS, make, metadata, name_of_call

_RULE = re.compile(r"([\w*.-]*)(/[^=]*)=([\w-]+):([\w-]+)(,tls(=([\w.-]*))?)?")


def run(call: Invocation) -> Steps[int]:
    """The command."""
    name = name_of_call(call)
    default, rules = call.flags["default-backend"], call.flags["rule"]
    if not default and not rules:
        raise Failure(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all "
            "traffic) or a list of rules (which catch specific paths)"
        )
    for rule in rules:
        if not _RULE.fullmatch(rule):
            raise Failure(f"rule {rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
    if default and default.count(":") != 1:
        raise Failure("default-backend should be in format servicename:serviceport")
    made = metadata(call, name)
    if call.flags["annotation"]:
        made["annotations"] = _annotations(call.flags["annotation"])
    spec: Object = {"ingressClassName": call.flags["class"]} if call.flags["class"] else {}
    if default:
        spec["defaultBackend"] = _backend(*default.split(":"))
    tls, hosts = _tls(rules), _hosts(rules)
    spec = {**spec, **({"tls": tls} if tls else {}), **({"rules": hosts} if hosts else {})}
    obj = {
        "kind": "Ingress",
        "apiVersion": "networking.k8s.io/v1",
        "metadata": made,
        "spec": spec,
        "status": {"loadBalancer": {}},
    }
    return (yield from make(call, resource_called("ingresses.networking.k8s.io"), obj, "failed to create ingress: "))


def _annotations(texts: list[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise Failure(f"annotation {text} is invalid and should be in format key=[value]")
        found[key] = value
    return found


def _hosts(rules: list[str]) -> list[Object]:
    """One rule for each host, with its paths in the order in which they are given."""
    paths: dict[str, list[Object]] = {}
    for rule in rules:
        match = _RULE.fullmatch(rule)
        assert match is not None
        host, path, service, port = match[1], match[2], match[3], match[4]
        kind = "Prefix" if path.endswith("*") else "Exact"
        one = {"path": path.removesuffix("*"), "pathType": kind, "backend": _backend(service, port)}
        paths.setdefault(host, []).append(one)
    return [{**({"host": host} if host else {}), "http": {"paths": paths[host]}} for host in paths]


def _tls(rules: list[str]) -> list[Object]:
    """Hosts with their certificates; those without a secret stand alone."""
    secrets: dict[str, list[str]] = {}
    bare: list[Object] = []
    for rule in rules:
        match = _RULE.fullmatch(rule)
        if match is None or not match[5]:
            continue
        host, secret = match[1], match[7] or ""
        if not secret:
            bare.append({"hosts": [host]} if host else {})
        elif host not in secrets.setdefault(secret, []):
            secrets[secret] += [host] if host else []
    named = [{**({"hosts": hosts} if hosts else {}), "secretName": secret} for secret, hosts in secrets.items()]
    return [*named, *bare]


def _backend(service: str, port: str) -> Object:
    return {"service": {"name": service, "port": {"number": int(port)} if port.isdigit() else {"name": port}}}


COMMAND = Command(
    "ingress",
    run,
    (
        *FLAGS,
        Flag("annotation", kind="array"),
        Flag("class", default=""),
        Flag("default-backend", default=""),
        Flag("rule", kind="array"),
    ),
    aliases=("ing",),
    summary="Create an ingress with the specified name",
)
