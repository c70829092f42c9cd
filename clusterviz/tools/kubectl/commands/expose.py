"""kubectl expose: a Service for something that runs."""

from __future__ import annotations

from ....cluster.machinery.api import Request
from ....cluster.machinery.objects import Object, labels_of, name_of
from ....cluster.machinery.resources import SERVICES
from ..errors import Failure, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..last_applied import last_applied
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import FILES, Item, found
from ..setters.changing import pod_spec
from .run import overridden

FLAGS = (
    *FILES,
    *OUTPUT,
    *DRY_RUN,
    Flag("cluster-ip", default=""),
    Flag("external-ip", default=""),
    Flag("field-manager", default="kubectl-expose"),
    Flag("override-type", default="merge"),
    Flag("save-config", kind="bool", default=False),
    Flag("labels", short="l", default=""),
    Flag("load-balancer-ip", default=""),
    Flag("name", default=""),
    Flag("overrides", default=""),
    Flag("port", default=""),
    Flag("protocol", default=""),
    Flag("selector", default=""),
    Flag("session-affinity", default=""),
    Flag("target-port", default=""),
    Flag("type", default=""),
)


EXPOSED = ("ReplicationController", "Service", "Pod", "Deployment.apps", "ReplicaSet.apps")


def run(call: Invocation) -> Steps[int]:
    """The command."""
    selector, call.flags.values["selector"] = call.flags["selector"], ""
    items, failures = yield from found(call, call.arguments)
    for item in items:
        try:
            yield from _expose(call, item, selector)
        except Failure as failure:
            failures.append(failure)
    raise_all(failures)
    return 0


def _expose(call: Invocation, item: Item, selector: str) -> Steps[None]:
    if item.resource.group_kind not in EXPOSED:
        raise Failure(f"cannot expose a {item.resource.group_kind}")
    service = overridden(call, _service(call, item, selector))
    service = last_applied(service) if call.flags["save-config"] else service
    if dry_run(call) == "client":
        yield from show(call, SERVICES, service, "exposed", own=True)
        return
    sent = {**service, "metadata": {key: value for key, value in service["metadata"].items() if value is not None}}
    query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"]}
    response = yield from ask(call, Request("create", SERVICES, call.namespace, body=sent, query=query))
    yield from show(call, SERVICES, response.body, "exposed")


def _service(call: Invocation, item: Item, selector: str) -> Object:
    obj = item.object or {}
    labels = _pairs(call.flags["labels"]) if call.flags["labels"] else labels_of(obj)
    metadata: Object = {"name": call.flags["name"] or name_of(obj), "creationTimestamp": None}
    if labels:
        metadata["labels"] = labels
    spec: Object = {
        "ports": _ports(call, obj),
        "selector": _pairs(selector) if selector else _selector(item, obj),
    }
    if call.flags["external-ip"]:
        spec["externalIPs"] = [call.flags["external-ip"]]
    if call.flags["load-balancer-ip"]:
        spec["loadBalancerIP"] = call.flags["load-balancer-ip"]
    if call.flags["cluster-ip"]:
        spec["clusterIP"] = call.flags["cluster-ip"]
    if call.flags["type"]:
        spec["type"] = call.flags["type"]
    if call.flags["session-affinity"]:
        spec["sessionAffinity"] = call.flags["session-affinity"]
    return {"kind": "Service", "apiVersion": "v1", "metadata": metadata, "spec": spec, "status": {"loadBalancer": {}}}


def _pairs(text: str) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in text.split(","))


def _selector(item: Item, obj: Object) -> dict[str, str]:
    if item.resource.kind == "Pod":
        if not labels_of(obj):
            raise Failure(
                "couldn't retrieve selectors via --selector flag or introspection: "
                "the pod has no labels and cannot be exposed"
            )
        return labels_of(obj)
    if item.resource.kind == "Service":
        if not obj["spec"].get("selector"):
            raise Failure(
                "couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set"
            )
        return obj["spec"]["selector"]  # type: ignore[no-any-return]
    selects = (obj.get("spec") or {}).get("selector") or {}
    labels = selects if item.resource.kind == "ReplicationController" else selects.get("matchLabels")
    if not labels:
        raise Failure(f"cannot expose a {item.resource.kind}")
    return dict(labels)


def _ports(call: Invocation, obj: Object) -> list[Object]:
    wanted = call.flags["port"].split(",") if call.flags["port"] else []
    protocols: dict[str, str] = {}
    spec = pod_spec(obj) if obj.get("kind") != "Service" else None
    for container in (spec or {}).get("containers") or []:
        for port in container.get("ports") or []:
            protocols[str(port["containerPort"])] = port.get("protocol", "TCP")
    if obj.get("kind") == "Service":
        protocols = {str(port["port"]): port.get("protocol", "TCP") for port in obj["spec"].get("ports") or []}
    numbers = wanted or list(protocols)
    if not numbers:
        raise Failure("couldn't find port via --port flag or introspection")
    made_ports = []
    for place, number in enumerate(numbers, 1):
        if not number.isdigit():
            raise Failure(f'strconv.Atoi: parsing "{number}": invalid syntax')
        made: Object = {"name": f"port-{place}"} if len(numbers) > 1 else {}
        made["protocol"] = call.flags["protocol"].upper() or protocols.get(number, "TCP")
        made["port"] = int(number)
        target = call.flags["target-port"] or number
        made["targetPort"] = int(target) if target.isdigit() else target
        made_ports.append(made)
    return made_ports


COMMAND = Command(
    "expose",
    run,
    FLAGS,
    summary="Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service",
)
