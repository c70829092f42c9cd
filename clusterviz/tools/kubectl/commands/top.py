"""kubectl top: what nodes and Pods use, as metrics-server has measured it."""

from __future__ import annotations

from typing import Any

from ....cluster.machinery import quantities
from ....cluster.machinery.api import Request
from ....cluster.machinery.metrics_api import GROUP, NODE_METRICS, POD_METRICS, VERSION
from ....cluster.machinery.objects import Object, name_of, namespace_of
from ....cluster.machinery.program import Print
from ....cluster.machinery.resources import NODES, PODS, Resource
from ....cluster.machinery.selector_texts import parse_fields, parse_labels
from ....cluster.machinery.selectors import SelectorError
from ....cluster.machinery.times import go_duration, unix_ms
from ..errors import Failure
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask
from ..printers import columns

MIB = 1024 * 1024
NOT_YET_MS = 120_000  # so long a Pod may be without metrics and nobody wonders
NODE_COLUMNS = ("NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)")
POD_COLUMNS = ("NAME", "CPU(cores)", "MEMORY(bytes)")
Used = tuple[int, int]  # CPU in millicores, memory in bytes


def _check(call: Invocation) -> Steps[None]:
    if call.flags["selector"] and call.arguments:
        what = "selector" if call.path.endswith("pod") else "--selector"
        raise Failure(f"only one of NAME or {what} can be provided")
    if call.flags["sort-by"] not in ("", "cpu", "memory"):
        raise Failure("--sort-by accepts only cpu or memory")
    try:
        parse_labels(call.flags["selector"])
        parse_fields(call.flags.get("field-selector", ""))
    except SelectorError as why:
        raise Failure(str(why)) from None
    groups = yield from ask(call, Request("get", None, path="/apis"))
    versions = {one["name"]: [each["version"] for each in one["versions"]] for one in groups.body["groups"]}
    if VERSION not in versions.get(GROUP, ()):
        raise Failure("Metrics API not available")


def _metrics(call: Invocation, kind: Resource, namespace: str) -> Steps[list[Object]]:
    if call.arguments:
        answer = yield from ask(call, Request("get", kind, namespace, call.arguments[0]))
        return [answer.body]
    wanted = (("labelSelector", call.flags["selector"]), ("fieldSelector", call.flags.get("field-selector", "")))
    query = {name: text for name, text in wanted if text}
    answer = yield from ask(call, Request("list", kind, namespace, query=query))
    return answer.body["items"]  # type: ignore[no-any-return]


def _used(usage: Object) -> Used:
    return quantities.milli(usage.get("cpu", "0")), quantities.whole(usage.get("memory", "0"))


def _sum(usages: list[Used]) -> Used:
    return sum(one[0] for one in usages), sum(one[1] for one in usages)


def _texts(used: Used) -> list[str]:
    return [f"{used[0]}m", f"{used[1] // MIB}Mi"]


def _print(call: Invocation, header: tuple[str, ...], rows: list[list[str]]) -> Steps[None]:
    lines = rows if call.flags["no-headers"] else [list(header), *rows]
    yield Print(columns.aligned("".join("".join(cell + "\t" for cell in line) + "\n" for line in lines)))


# -- nodes --------------------------------------------------------------------------------------------------------------


def _top_node(call: Invocation) -> Steps[int]:
    yield from _check(call)
    metrics = yield from _metrics(call, NODE_METRICS, "")
    if not metrics:
        raise Failure("metrics not available yet")
    if call.arguments:
        answer = yield from ask(call, Request("get", NODES, "", call.arguments[0]))
        nodes = [answer.body]
    else:
        query = {"labelSelector": call.flags["selector"]} if call.flags["selector"] else {}
        answer = yield from ask(call, Request("list", NODES, "", query=query))
        nodes = answer.body["items"]
    field = "capacity" if call.flags["show-capacity"] else "allocatable"
    offers = {name_of(node): _used(node["status"][field]) for node in nodes}
    used = {name_of(one): _used(one["usage"]) for one in metrics}
    rows = [_node_row(name, used[name], offers.pop(name)) for name in _order(call, used) if name in offers]
    rows += [[name, *["<unknown>"] * 4] for name in offers]  # nobody has measured these
    yield from _print(call, NODE_COLUMNS, rows)
    return 0


def _node_row(name: str, used: Used, offered: Used) -> list[str]:
    cpu, memory = _texts(used)
    return [name, cpu, f"{used[0] * 100 // offered[0]}%", memory, f"{used[1] * 100 // offered[1]}%"]


def _order(call: Invocation, used: dict[Any, Used]) -> list[Any]:
    names = sorted(used)
    place = {"cpu": 0, "memory": 1}.get(call.flags["sort-by"])
    return names if place is None else sorted(names, key=lambda name: -used[name][place])


# -- pods ---------------------------------------------------------------------------------------------------------------


def _top_pod(call: Invocation) -> Steps[int]:
    yield from _check(call)
    everywhere = call.flags["all-namespaces"]
    namespace = "" if everywhere else call.namespace
    metrics = yield from _metrics(call, POD_METRICS, namespace)
    if not metrics:
        yield from _why_nothing(call, namespace)
        return 0
    containers = {
        (namespace_of(one) if everywhere else "", name_of(one)): {
            each["name"]: _used(each["usage"]) for each in one["containers"]
        }
        for one in metrics
    }
    totals = {key: _sum(list(usages.values())) for key, usages in containers.items()}
    rows: list[list[str]] = []
    for key in _order(call, totals):
        first = [key[0]] if everywhere else []
        if call.flags["containers"]:
            usages = containers[key]
            rows += [[*first, key[1], name, *_texts(usages[name])] for name in _order(call, usages)]
        else:
            rows.append([*first, key[1], *_texts(totals[key])])
    header = ("NAMESPACE",) * everywhere + ("POD",) * call.flags["containers"] + POD_COLUMNS
    if call.flags["sum"]:
        empty = [""] * (len(header) - 3)
        rows += [[*empty, "", "________", "________"], [*empty, "", *_texts(_sum(list(totals.values())))]]
    yield from _print(call, header, rows)
    return 0


def _why_nothing(call: Invocation, namespace: str) -> Steps[None]:
    """No metrics: are there no Pods, or are they too young?"""
    query = {"labelSelector": call.flags["selector"]} if call.flags["selector"] else {}
    answer = yield from ask(call, Request("list", PODS, namespace, query=query))
    now_ms = yield Print("")
    for pod in answer.body["items"]:
        age_ms = now_ms - unix_ms(pod["metadata"]["creationTimestamp"])
        if age_ms > NOT_YET_MS:
            name = f"{namespace_of(pod)}/{name_of(pod)}"
            raise Failure(f"Metrics not available for pod {name}, age: {go_duration(age_ms)}")
    if answer.body["items"]:
        raise Failure("metrics not available yet")
    where = f" in {namespace} namespace." if namespace else ""
    yield Print(f"No resources found{where}\n", error=True)


_FLAGS = (
    Flag("selector", short="l", default=""),
    Flag("sort-by", default=""),
    Flag("no-headers", kind="bool", default=False),
    Flag("show-capacity", kind="bool", default=False),
    Flag("use-protocol-buffers", kind="bool", default=True),
)
_POD_FLAGS = (
    Flag("all-namespaces", kind="bool", short="A", default=False),
    Flag("containers", kind="bool", default=False),
    Flag("field-selector", default=""),
    Flag("sum", kind="bool", default=False),
)
COMMAND = Command(
    "top",
    None,
    subcommands=(
        Command(
            "node", _top_node, _FLAGS, aliases=("nodes", "no"), summary="Display resource (CPU/memory) usage of nodes"
        ),
        Command(
            "pod",
            _top_pod,
            (*_FLAGS, *_POD_FLAGS),
            aliases=("pods", "po"),
            summary="Display resource (CPU/memory) usage of pods",
        ),
    ),
    summary="Display resource (CPU/memory) usage",
)
