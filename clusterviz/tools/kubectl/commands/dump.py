"""kubectl cluster-info dump: nodes, and of some namespaces all that helps to find what is wrong, with the logs of every container."""

from __future__ import annotations

from ....cluster.machinery import go_order
from ....cluster.machinery.api import Request, Response
from ....cluster.machinery.field_managers import with_json
from ....cluster.machinery.objects import Object, name_of
from ....cluster.machinery.program import Ask
from ....cluster.machinery.resources import (
    DAEMONSETS,
    DEPLOYMENTS,
    EVENTS,
    NAMESPACES,
    NODES,
    PODS,
    REPLICASETS,
    REPLICATIONCONTROLLERS,
    SERVICES,
    Resource,
)
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, list_of, out, typed_items
from ..output import FORMATS, OUTPUT, as_text
from ..typed import as_typed

# What is dumped of each namespace, with the names of the files. Pods come last, before their logs.
DUMPED: tuple[tuple[str, Resource], ...] = (
    ("events", EVENTS),
    ("replication-controllers", REPLICATIONCONTROLLERS),
    ("services", SERVICES),
    ("daemonsets", DAEMONSETS),
    ("deployments", DEPLOYMENTS),
    ("replicasets", REPLICASETS),
    ("pods", PODS),
)
ENDINGS = {"json": ".json", "yaml": ".yaml"}


def run(call: Invocation) -> Steps[int]:
    """The command."""
    dump = Dump(call)
    yield from dump.write_list(NODES, "", "nodes")
    for namespace in (yield from _namespaces(call)):
        pods: list[Object] = []
        for name, resource in DUMPED:
            pods = yield from dump.write_list(resource, namespace, f"{namespace}/{name}")
        for pod in pods:
            yield from dump.write_logs(pod, namespace)
    if dump.folder:
        yield from out(f"Cluster info dumped to {dump.folder}\n")
    return 0


def _namespaces(call: Invocation) -> Steps[list[str]]:
    if call.flags["all-namespaces"]:
        return [name_of(namespace) for namespace in (yield from list_of(call, NAMESPACES))]
    return list(call.flags["namespaces"]) or ["kube-system", call.namespace]


class Dump:
    """Where it goes: the screen, or files below a folder."""

    def __init__(self, call: Invocation) -> None:
        self.call = call
        folder = call.flags["output-directory"]
        self.folder = "" if folder == "-" else folder
        self.output = call.flags["output"] or "json"
        self.lists = 0

    def write_list(self, resource: Resource, namespace: str, name: str) -> Steps[list[Object]]:
        """One list as the server gave it, in the order of kubectl's types; its objects."""
        body = (yield from ask(self.call, Request("list", resource, namespace))).body
        items = [_bare(with_json(as_typed(item))) for item in typed_items(resource, body["items"])]
        metadata = {"resourceVersion": body["metadata"]["resourceVersion"]}
        kind = f"{resource.kind}List"
        if self.output == "name":
            raise Failure(f"list types are not supported by name printing: *v1.{kind}")
        made = {"kind": kind, "apiVersion": resource.api_version, "metadata": metadata, "items": items}
        text = as_text(self.call, go_order.ordered(made), self.output, FORMATS, own=True)
        between = "---\n" if self.output == "yaml" and self.lists else ""
        self.lists += 1
        yield from self._write(name + ENDINGS.get(self.output, ".txt"), between + text)
        return items

    def write_logs(self, pod: Object, namespace: str) -> Steps[None]:
        """What the containers of a Pod have written, one after the other."""
        name = name_of(pod)
        for container in [*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"]]:
            query = {"container": container["name"]}
            response: Response = yield Ask(Request("get", PODS, namespace, name, "log", query=query))
            text = str(response.body or "") if response.ok else f"Request log error: {response.message}\n"
            of = f"logs for container {container['name']} of pod {namespace}/{name} ====\n"
            yield from self._write(f"{namespace}/{name}/logs.txt", f"==== START {of}{text}==== END {of}")

    def _write(self, name: str, text: str) -> Steps[None]:
        if not self.folder:
            yield from out(text)
            return
        path = f"{self.folder.removeprefix('./').rstrip('/')}/{name}"
        before = self.call.files.get(path, "") if name.endswith("/logs.txt") else ""
        self.call.files[path] = before + text


def _bare(obj: Object) -> Object:
    """An object in a list of kubectl's own types does not say of what kind it is."""
    return {key: value for key, value in obj.items() if key not in ("kind", "apiVersion")}


COMMAND = Command(
    "dump",
    run,
    (
        *OUTPUT,
        Flag("all-namespaces", kind="bool", short="A", default=False),
        Flag("namespaces", kind="list"),
        Flag("output-directory", default=""),
        Flag("pod-running-timeout", kind="duration", default=20_000),
    ),
    summary="Dump relevant information for debugging and diagnosis",
)
