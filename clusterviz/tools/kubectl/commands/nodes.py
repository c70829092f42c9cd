"""kubectl cordon, uncordon, taint and drain: what one does to nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from ....cluster.machinery.api import STRATEGIC_PATCH, Request, Response
from ....cluster.machinery.objects import Object, controller_of, name_of, namespace_of
from ....cluster.machinery.program import Ask, Print, Sleep
from ....cluster.machinery.resources import NODES, PODS
from ....cluster.machinery.selector_texts import parse_labels
from ....cluster.machinery.selectors import SelectorError
from ....cluster.machinery.times import go_duration
from ..errors import Failure, Refused, raise_all
from ..flags import Flag
from ..invocation import Command, Invocation, Steps, ask, ask_all, complain, list_of, out
from ..output import DRY_RUN, OUTPUT, dry_run, dry_run_query, show
from ..selection import SELECTING, Item, read_all, selection

RETRY_MS = 5000  # an eviction that a budget refuses is tried again
POLL_MS = 1000
MIRROR = "kubernetes.io/config.mirror"


def _nodes(call: Invocation, names: list[str]) -> Steps[list[Item]]:
    """The nodes that are named or selected."""
    if call.flags["selector"]:
        if names:
            raise call.usage("cannot specify both a node name and a --selector option")
        return [
            Item(NODES, "", name_of(node), node)
            for node in (yield from list_of(call, NODES, labels=call.flags["selector"]))
        ]
    if not names:
        raise call.usage(f"USAGE: {call.path} NODE [flags]")
    items, failures = yield from read_all(call, [Item(NODES, "", name.removeprefix("node/")) for name in names])
    raise_all(failures)
    return items


def _suffix(call: Invocation) -> str:
    return {"client": " (dry run)", "server": " (server dry run)"}.get(dry_run(call), "")


def _cordon(wanted: bool, call: Invocation) -> Steps[int]:
    for item in (yield from _nodes(call, call.arguments)):
        yield from _set_schedulable(call, item, wanted)
    return 0


def _set_schedulable(call: Invocation, item: Item, cordoned: bool) -> Steps[None]:
    word = "cordoned" if cordoned else "uncordoned"
    if bool((item.object or {}).get("spec", {}).get("unschedulable")) == cordoned:
        yield from out(f"node/{item.name} already {word}{_suffix(call)}\n")
        return
    if dry_run(call) != "client":
        body = {"spec": {"unschedulable": True if cordoned else None}}
        yield from ask(
            call,
            Request("patch", NODES, "", item.name, body=body, query=dry_run_query(call), content_type=STRATEGIC_PATCH),
        )
    yield from out(f"node/{item.name} {word}{_suffix(call)}\n")


# -- drain --------------------------------------------------------------------------------------------------------------


@dataclass
class Sorted:
    """A node's Pods: which to evict, and what stands against it."""

    evict: list[Object]
    errors: list[str]
    warnings: list[str]


def _drain(call: Invocation) -> Steps[int]:
    try:
        parse_labels(call.flags["pod-selector"])
    except SelectorError:
        raise Failure("--pod-selector=<pod_selector> must be a valid label selector") from None
    items = yield from _nodes(call, call.arguments)
    for item in items:
        yield from _set_schedulable(call, item, True)
    undone: list[tuple[str, list[str]]] = []
    for item in items:
        causes = yield from _empty(call, item)
        if not causes:
            yield from out(f"node/{item.name} drained{_suffix(call)}\n")
            continue
        why = causes[0] if len(causes) == 1 else f"[{', '.join(causes)}]"
        yield from complain(f'error: unable to drain node "{item.name}" due to error: {why}, continuing command...\n')
        undone.append((item.name, causes))
    if undone:
        lines = ["There are pending nodes to be drained:", *(f" {name}" for name, _ in undone)]
        raise Failure("\n".join([*lines, *(cause for _, causes in undone for cause in causes)]), prefix=False)
    return 0


def _empty(call: Invocation, item: Item) -> Steps[list[str]]:
    """Evict a node's Pods; returns what prevented it."""
    labels = str(parse_labels(call.flags["pod-selector"]))
    pods = yield from list_of(call, PODS, labels=labels, fields=f"spec.nodeName={item.name}")
    found = _sort(call, pods)
    if found.errors:
        return found.errors
    if found.warnings:
        yield from complain(f"Warning: {'; '.join(found.warnings)}\n")
    if dry_run(call) != "none":
        for pod in found.evict:
            yield from out(f"evicting pod {namespace_of(pod)}/{name_of(pod)}{_suffix(call)}\n")
        return []
    errors = yield from _evict(call, found.evict)
    if errors:
        pods = yield from list_of(call, PODS, labels=labels, fields=f"spec.nodeName={item.name}")
        pending = "".join(f"pod/{name_of(pod)}\n" for pod in _sort(call, pods).evict)
        if pending:
            why = errors[0] if len(errors) == 1 else f"[{', '.join(errors)}]"
            yield from complain(
                f'There are pending pods in node "{item.name}" when an error occurred: {why}\n{pending}'
            )
    return errors


def _sort(call: Invocation, pods: list[Object]) -> Sorted:
    """kubectl's filters: mirror Pods stay, finished ones go, DaemonSets', unmanaged and with local data must be allowed."""
    evict: list[Object] = []
    refused: dict[str, list[str]] = {}
    warned: dict[str, list[str]] = {}
    for pod in pods:
        name = f"{namespace_of(pod)}/{name_of(pod)}"
        finished = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        owner = controller_of(pod)
        if MIRROR in (pod["metadata"].get("annotations") or {}):
            continue
        if owner and owner["kind"] == "DaemonSet" and not finished:
            if call.flags["ignore-daemonsets"]:
                warned.setdefault("ignoring DaemonSet-managed Pods", []).append(name)
            else:
                refused.setdefault(DAEMONSET, []).append(name)
            continue
        against = _against(call, pod, finished, owner is not None, name, warned)
        if against:
            refused.setdefault(against, []).append(name)
        else:
            evict.append(pod)
    errors = [f"{why}: {', '.join(names)}" for why, names in refused.items()]
    warnings = [f"{why}: {', '.join(names)}" for why, names in warned.items()]
    return Sorted(evict, errors, warnings)


DAEMONSET = "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"
LOCAL = "cannot delete Pods with local storage (use --delete-emptydir-data to override)"
UNMANAGED = (
    "cannot delete cannot delete Pods that declare no controller (use --force to override)"  # as kubectl says it
)


def _against(
    call: Invocation, pod: Object, finished: bool, managed: bool, name: str, warned: dict[str, list[str]]
) -> str:
    local = any("emptyDir" in volume for volume in pod["spec"].get("volumes") or [])
    if local and not finished:
        if not call.flags["delete-emptydir-data"]:
            return LOCAL
        warned.setdefault("deleting Pods with local storage", []).append(name)
    if not managed and not finished:
        if not call.flags["force"]:
            return UNMANAGED
        warned.setdefault("deleting Pods that declare no controller", []).append(name)
    return ""


def _evict(call: Invocation, pods: list[Object]) -> Steps[list[str]]:
    """Evict all at once, again and again where a budget refuses; then wait until they are gone. Returns what prevented it.

    Whoever is refused when the time is over learns of it at the next try; whoever is leaving is given up at once.
    """
    started = now = yield from _announce(pods)
    limit_ms, limit = call.flags["timeout"], go_duration(call.flags["timeout"])
    waiting: list[Object] = list(pods)
    leaving: list[Object] = []
    errors: list[str] = []
    next_try = started
    while waiting or leaving:
        over = bool(limit_ms) and now - started >= limit_ms
        if waiting and now >= next_try:
            if now > started:
                yield from _announce(waiting)
            if over:
                refused = [f'pods/"{name_of(pod)}" -n "{namespace_of(pod)}"' for pod in waiting]
                errors += [f"error when evicting {one}: global timeout reached: {limit}" for one in refused]
                waiting = []
            else:
                waiting, next_try = (yield from _try(call, waiting, leaving)), now + RETRY_MS
        leaving = yield from _still_there(call, leaving)
        if over:
            late = [f'pods "{name_of(pod)}" terminated in namespace "{namespace_of(pod)}"' for pod in leaving]
            errors += [f"error when waiting for {one}: global timeout reached: {limit}" for one in late]
            leaving = []
        if waiting or leaving:
            now = yield Sleep(POLL_MS)
    return errors


def _announce(pods: list[Object]) -> Steps[int]:
    return (yield from out("".join(f"evicting pod {namespace_of(pod)}/{name_of(pod)}\n" for pod in pods)))


def _try(call: Invocation, pods: list[Object], leaving: list[Object]) -> Steps[list[Object]]:
    """Send one eviction for each Pod; returns those that must be tried again."""
    grace = call.flags["grace-period"]
    requests = []
    for pod in pods:
        body: Object = {
            "apiVersion": "policy/v1",
            "kind": "Eviction",
            "metadata": {"name": name_of(pod), "namespace": namespace_of(pod)},
        }
        if grace >= 0:
            body["deleteOptions"] = {"gracePeriodSeconds": grace}
        requests.append(Request("create", PODS, namespace_of(pod), name_of(pod), "eviction", body=body))
    responses = yield from ask_all(call, requests)
    again = []
    for pod, response in zip(pods, responses, strict=True):
        if response.ok:
            leaving.append(pod)
        elif response.code == 404:
            continue
        elif response.code == 429:
            yield from complain(
                f'error when evicting pods/"{name_of(pod)}" -n "{namespace_of(pod)}" (will retry after 5s): {response.message}\n'
            )
            again.append(pod)
        else:
            raise Refused(response, f'error when evicting pods/"{name_of(pod)}" -n "{namespace_of(pod)}"')
    return again


def _still_there(call: Invocation, pods: list[Object]) -> Steps[list[Object]]:
    """Tell which Pods are gone; returns the others."""
    still = []
    for pod in pods:
        response: Response = yield Ask(Request("get", PODS, namespace_of(pod), name_of(pod)))
        if response.ok and response.body["metadata"]["uid"] == pod["metadata"]["uid"]:
            still.append(pod)
        else:
            yield Print(f"pod/{name_of(pod)} evicted\n")
    return still


# -- taint --------------------------------------------------------------------------------------------------------------

_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
BAD_NAME = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def _taint(call: Invocation) -> Steps[int]:
    words = list(call.arguments)
    place = next((i for i, word in enumerate(words) if "=" in word or word.endswith("-") or ":" in word), len(words))
    if not words:
        raise Failure("one or more resources must be specified as <resource> <name>")
    add, remove = _taints(call, words[place:])
    if not add and not remove:
        raise Failure("at least one taint update is required")
    if words[0].lower() not in ("node", "nodes", "no"):
        raise Failure(f"invalid resource type {words[0]}, only node types are supported")
    for item in (yield from selection(call, words[:place])):
        before = (item.object or {}).get("spec", {}).get("taints") or []
        after, done = _tainted(call, item, before, add, remove)
        obj = item.object or {}
        obj = {**obj, "spec": {**obj.get("spec", {}), "taints": after}}
        if dry_run(call) != "client":
            body = {"spec": {"taints": after or None}}
            query = {**dry_run_query(call), "fieldManager": call.flags["field-manager"]}
            patch = Request("patch", NODES, "", item.name, body=body, query=query, content_type=STRATEGIC_PATCH)
            obj = (yield from ask(call, patch)).body
        yield from show(call, NODES, obj, done, tells_dry=False)
    return 0


def _taints(call: Invocation, words: list[str]) -> tuple[list[Object], list[Object]]:
    """(taints to add, taints to remove) of `key=value:effect` and `key:effect-`."""
    add: list[Object] = []
    remove: list[Object] = []
    for word in words:
        spec = word.removesuffix("-")
        pair, colon, effect = spec.partition(":")
        key, _, value = pair.partition("=")
        if effect and effect not in EFFECTS:
            raise call.usage(f"invalid taint effect: {effect}, unsupported taint effect")
        if word.endswith("-"):
            remove.append({"key": key, "effect": effect})
            continue
        name = (key if colon else word).rpartition("/")[2]
        if not _NAME.fullmatch(name):
            empty = "" if name else "name part must be non-empty; "
            raise call.usage(f"invalid taint spec: {word}, {empty}{BAD_NAME}")
        taint: Object = {"key": key, "effect": effect}
        if any((one["key"], one["effect"]) == (key, effect) for one in add):
            raise call.usage(f"duplicated taints with the same key and effect: {{{key} {value} {effect} <nil>}}")
        add.append({**taint, "value": value} if value else taint)
    return add, remove


def _tainted(
    call: Invocation, item: Item, before: list[Object], add: list[Object], remove: list[Object]
) -> tuple[list[Object], str]:
    after = list(before)
    for gone in remove:
        kept = [one for one in after if one["key"] != gone["key"] or gone["effect"] not in ("", one["effect"])]
        if len(kept) == len(after):
            effect = f":{gone['effect']}" if gone["effect"] else ""
            raise Failure(f'taint "{gone["key"]}{effect}" not found')
        after = kept
    changed = False
    for taint in add:
        same = [one for one in after if (one["key"], one["effect"]) == (taint["key"], taint["effect"])]
        if same and not call.flags["overwrite"]:
            raise Failure(
                f"node {item.name} already has {taint['key']} taint(s) with same effect(s) and --overwrite is false"
            )
        changed = changed or bool(same)
        after = [one for one in after if one not in same] + [taint]
    done = "modified" if add and (remove or changed) else "tainted" if add else "untainted"
    return after, done


_FLAGS = (SELECTING[0], *DRY_RUN)
CORDON = Command("cordon", partial(_cordon, True), _FLAGS, summary="Mark node as unschedulable")
UNCORDON = Command("uncordon", partial(_cordon, False), _FLAGS, summary="Mark node as schedulable")
TAINT = Command(
    "taint",
    _taint,
    (
        *SELECTING[:2],
        *DRY_RUN,
        *OUTPUT,
        Flag("field-manager", default="kubectl-taint"),
        Flag("overwrite", kind="bool", default=False),
        Flag("validate", default="strict", bare="strict"),
    ),
    summary="Update the taints on one or more nodes",
)
DRAIN = Command(
    "drain",
    _drain,
    (
        *_FLAGS,
        Flag("chunk-size", kind="int", default=500),
        Flag("delete-emptydir-data", kind="bool", default=False),
        Flag("disable-eviction", kind="bool", default=False),
        Flag("force", kind="bool", default=False),
        Flag("grace-period", kind="int", default=-1),
        Flag("ignore-daemonsets", kind="bool", default=False),
        Flag("pod-selector", default=""),
        Flag("skip-wait-for-delete-timeout", kind="int", default=0),
        Flag("timeout", kind="duration", default=0),
    ),
    summary="Drain node in preparation for maintenance",
)
