"""kubectl create service: clusterip, nodeport, loadbalancer and externalname."""

from __future__ import annotations

from functools import partial

from ....cluster.machinery.objects import Object
from ....cluster.machinery.resources import SERVICES
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps
from .making import FLAGS, make, metadata, name_of_call, required

TYPES = {
    "clusterip": "ClusterIP",
    "nodeport": "NodePort",
    "loadbalancer": "LoadBalancer",
    "externalname": "ExternalName",
}


def run(word: str, call: Invocation) -> Steps[int]:
    """One subcommand."""
    name = name_of_call(call)
    kind = TYPES[word]
    if word == "externalname":
        required(call, "external-name")
    cluster_ip = call.flags.get("clusterip", "")
    ports = [_port(text, call) for text in call.flags["tcp"]]
    if not ports and word != "externalname" and cluster_ip != "None":
        raise Failure("at least one tcp port specifier must be provided")
    spec: Object = {}
    if ports:
        spec["ports"] = ports
    spec["selector"] = {"app": name}
    if cluster_ip:
        spec["clusterIP"] = cluster_ip
    spec["type"] = kind
    if word == "externalname":
        spec["externalName"] = call.flags["external-name"]
    obj = {
        "kind": "Service",
        "apiVersion": "v1",
        "metadata": metadata(call, name, {"app": name}),
        "spec": spec,
        "status": {"loadBalancer": {}},
    }
    return (yield from make(call, SERVICES, obj, f"failed to create {kind} service: "))


def _port(text: str, call: Invocation) -> Object:
    """`80` or `5678:8080`: the port's name is made of its numbers."""
    port, colon, target = text.partition(":")
    if not port.isdigit() or not 1 <= int(port) <= 65535:
        raise Failure(f"invalid port {text}: must be between 1 and 65535" if port.isdigit() else _not_a_number(port))
    target = target.partition(":")[0] if colon else port
    if target.isdigit() and not 1 <= int(target) <= 65535:
        raise Failure("must be between 1 and 65535, inclusive")
    found: Object = {
        "name": text.replace(":", "-"),
        "protocol": "TCP",
        "port": int(port),
        "targetPort": int(target) if target.isdigit() else target,
    }
    if call.flags.get("node-port"):
        found["nodePort"] = call.flags["node-port"]
    return found


def _not_a_number(text: str) -> str:
    return f'strconv.ParseUint: parsing "{text}": invalid syntax'


_TCP = Flag("tcp", kind="list")
COMMAND = Command(
    "service",
    None,
    subcommands=(
        Command("clusterip", partial(run, "clusterip"), (*FLAGS, _TCP, Flag("clusterip", default="")),
                summary="Create a ClusterIP service"),
        Command("externalname", partial(run, "externalname"), (*FLAGS, _TCP, Flag("external-name", default="")),
                summary="Create an ExternalName service"),
        Command("loadbalancer", partial(run, "loadbalancer"), (*FLAGS, _TCP), summary="Create a LoadBalancer service"),
        Command("nodeport", partial(run, "nodeport"), (*FLAGS, _TCP, Flag("node-port", kind="int", default=0)),
                summary="Create a NodePort service"),
    ),
    aliases=("svc",),
    summary="Create a service using a specified subcommand",
)  # fmt: skip
