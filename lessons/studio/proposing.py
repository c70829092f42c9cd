"""Checks that could be asked for after a recorded step: from what is different now from how it was when the step began.

Each proposal was false then and is true now. The proof has the last word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from ..course.evaluation import ExpressionError, NotYet
from ..course.expressions import compiled
from ..course.functions import FUNCTIONS, app, cordoned, image, owner, phase, ready, running, waiting
from ..course.functions import node as node_of
from ..course.sight import NAMES
from .recording import with_variables

LISTS = (
    "pods", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "services", "ingresses",
    "networkpolicies", "configmaps", "secrets", "persistentvolumeclaims", "horizontalpodautoscalers",
    "poddisruptionbudgets", "priorityclasses", "resourcequotas", "limitranges", "serviceaccounts", "roles",
    "rolebindings", "namespaces", "nodes",
)  # fmt: skip
WORKLOADS = ("deployments", "replicasets", "statefulsets", "daemonsets")
MOST = 12
_NOT_THEIRS = ("kube-system", "kube-public", "kube-node-lease", "ingress-nginx")
Objects = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A check to accept or not: its id, what the to-do list says, and its condition as the block has it."""

    id: str
    task: str
    condition: str
    mode: str = "edge"
    say: str = ""

    @property
    def block(self) -> str:
        """The block of the lesson."""
        lines = ["```check", f"id: {self.id}", f"mode: {self.mode}", f"task: {quoted(self.task)}", self.condition]
        if self.say:
            lines.append(f"say: {quoted(self.say)}")
        return "\n".join([*lines, "```"])


def quoted(text: str) -> str:
    """The text as a value of YAML, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def proposals(before: Objects, after: Objects, values: Mapping[str, str]) -> list[Proposal]:
    """What could be asked for, the most telling first."""
    found: dict[str, Proposal] = {}
    for one in _all(before, after):
        if one.condition.startswith("running:") or _tells(one, before, after):
            filled = Proposal(
                one.id,
                with_variables(one.task, values),
                with_variables(one.condition, values),
                one.mode,
                with_variables(one.say, values),
            )
            found.setdefault(one.id, filled)
    return list(found.values())[:MOST]


def _all(before: Objects, after: Objects) -> Iterator[Proposal]:
    yield from _run(before, after)
    yield from _others(before, after)
    yield from _nodes(before, after)
    yield from _components(before, after)
    yield from _changed(before, after)
    yield from _new_and_gone(before, after)


def _run(before: Objects, after: Objects) -> Iterator[Proposal]:
    """Pods that run now, by the name or the label `app` that they share."""
    for name in dict.fromkeys(app(pod) or pod["metadata"]["name"] for pod in _theirs(after["pods"])):
        now = [pod for pod in after["pods"] if _called(pod, name) and running(pod)]
        then = [pod for pod in before["pods"] if _called(pod, name) and running(pod)]
        if len(now) > len(then):
            told = f"The Pod **{name}** runs" if len(now) == 1 else f"{len(now)} Pods **{name}** run"
            condition = f"running: {name}" if len(now) == 1 else f"running: {{name: {name}, count: {len(now)}}}"
            yield Proposal(_id(name, "runs"), told, condition)
    for pod in _theirs(after["pods"]):
        name, which = pod["metadata"]["name"], f'p.metadata.name == "{pod["metadata"]["name"]}"'
        if running(pod) or (owner(pod) and not app(pod)):
            continue
        if owner(pod):  # its name was made up: in another attempt it has another one
            name, which = app(pod), f'app(p) == "{app(pod)}"'
        why, stands = waiting(pod), phase(pod)
        if why and why not in ("ContainerCreating", "PodInitializing"):
            asked = f'pods.exists(p, {which} && waiting(p) == "{why}")'
            yield _that(_id(name, "waits"), f"**{name}** says {why}", asked, f"`{name}` does not say {why} yet.")
        elif stands == "Pending" and not node_of(pod):
            asked = f'pods.exists(p, {which} && node(p) == "")'
            yield _that(
                _id(name, "has-no-node"),
                f"**{name}** waits for a node",
                asked,
                f"No Pod `{name}` waits for a node yet.",
            )
        elif stands in ("Succeeded", "Failed", "Pending"):
            asked = f'pods.exists(p, {which} && phase(p) == "{stands}")'
            yield _that(_id(name, stands.lower()), f"**{name}** is {stands}", asked, f"`{name}` is not {stands} yet.")


def _others(before: Objects, after: Objects) -> Iterator[Proposal]:
    """Pods of a label `app` that run in the place of those that ran when the step began; and what they have left."""
    for name in dict.fromkeys(app(pod) for pod in _theirs(after["pods"]) if app(pod)):
        now = [pod for pod in after["pods"] if app(pod) == name and running(pod)]
        then = [pod for pod in before["pods"] if app(pod) == name]
        known = {pod["metadata"]["uid"] for pod in then}
        fresh = [pod for pod in now if pod["metadata"]["uid"] not in known]
        if not then or not fresh or len(now) != len([pod for pod in then if running(pod)]):
            continue
        open_ones = {one["metadata"]["name"] for one in after["nodes"] if ready(one) and not cordoned(one)}
        for left in sorted({node_of(pod) for pod in then} - {node_of(pod) for pod in now} - {""} - open_ones):
            there = f'app(p) == "{name}" && running(p) && node(p) != "{left}"'
            yield _that(_id(name, f"left-{left}"), f"{len(now)} Pods **{name}** run, none of them on **{left}**",
                        f'pods.filter(p, {there}).size() == {len(now)} && start.pods.exists(p, app(p) == "{name}" && node(p) == "{left}")',
                        f"Not all Pods of `{name}` run elsewhere yet.")  # fmt: skip
        told = f"A new Pod **{name}** runs" if len(fresh) == 1 else f"{len(fresh)} new Pods **{name}** run"
        new = f'app(p) == "{name}" && running(p) && !start.pods.exists(o, o.metadata.uid == p.metadata.uid)'
        yield _that(_id(name, "again"), told, f"pods.filter(p, {new}).size() >= {len(fresh)}",
                    f"No Pod of `{name}` has been replaced yet.")  # fmt: skip


def _nodes(before: Objects, after: Objects) -> Iterator[Proposal]:
    then = {node["metadata"]["name"]: node for node in before["nodes"]}
    for node in after["nodes"]:
        name = node["metadata"]["name"]
        old = then.get(name)
        if old is None:
            yield _that(_id(name, "joined"), f"**{name}** has joined", f'nodes.exists(n, n.metadata.name == "{name}" && ready(n))',
                        f"There is no ready Node `{name}` yet.")  # fmt: skip
            continue
        if ready(old) != ready(node):
            sign, word = ("", "Ready") if ready(node) else ("!", "NotReady")
            yield _that(_id(name, word.lower()), f"**{name}** is {word}", f'nodes.exists(n, n.metadata.name == "{name}" && {sign}ready(n))',
                        f"`{name}` is not {word} yet.")  # fmt: skip
        if cordoned(old) != cordoned(node):
            sign, word = ("", "cordoned") if cordoned(node) else ("!", "open again")
            yield _that(_id(name, word.replace(" ", "-")), f"**{name}** is {word}",
                        f'nodes.exists(n, n.metadata.name == "{name}" && {sign}cordoned(n))', f"`{name}` is not {word} yet.")  # fmt: skip
        known = {taint["key"] for taint in old["spec"].get("taints", [])}
        for taint in node["spec"].get("taints", []):
            if taint["key"] not in known and not taint["key"].startswith("node.kubernetes.io/"):
                yield _that(_id(name, "tainted"), f"**{name}** has the taint `{taint['key']}`",
                            f'nodes.exists(n, n.metadata.name == "{name}" && tainted(n, "{taint["key"]}"))',
                            f"`{name}` has no taint `{taint['key']}` yet.")  # fmt: skip
        yield from _labels("nodes", "n", old, node)


def _components(before: Objects, after: Objects) -> Iterator[Proposal]:
    then = {one["name"]: one for one in before["components"]}
    for one in after["components"]:
        old = then.get(one["name"])
        if old is None:
            continue
        if old["running"] != one["running"]:
            sign, word = ("", "runs") if one["running"] else ("!", "is stopped")
            yield _that(_id(one["name"], word.replace(" ", "-")), f"**{one['name']}** {word}",
                        f'components.exists(c, c.name == "{one["name"]}" && {sign}c.running)',
                        f"{one['name']} is as it was.")  # fmt: skip


def _changed(before: Objects, after: Objects) -> Iterator[Proposal]:
    """Workloads with another number of copies, another image; objects with other labels."""
    for plural in WORKLOADS:
        then = {_key(obj): obj for obj in before[plural]}
        for obj in _theirs(after[plural]):
            old, name = then.get(_key(obj)), obj["metadata"]["name"]
            if old is None or owner(obj):
                continue
            for_one = f'{plural}.exists(d, d.metadata.name == "{name}" && '
            count = obj["spec"].get("replicas")
            if count != old["spec"].get("replicas"):
                yield _that(_id(name, "scaled"), f"**{name}** wants {count} copies", f"{for_one}d.spec.replicas == {count})",
                            f"`{name}` does not ask for {count} copies yet.")  # fmt: skip
            if image(obj) != image(old):
                yield _that(_id(name, "image"), f"**{name}** has the image `{image(obj)}`", f'{for_one}image(d) == "{image(obj)}")',
                            f"`{name}` has another image yet.")  # fmt: skip
            yield from _labels(plural, "d", old, obj)


def _labels(plural: str, letter: str, old: Any, obj: Any) -> Iterator[Proposal]:
    name, known = obj["metadata"]["name"], old["metadata"].get("labels", {})
    for key, value in obj["metadata"].get("labels", {}).items():
        if known.get(key) != value and "kubernetes.io/" not in key:
            yield _that(_id(name, f"label-{key}"), f"**{name}** has the label `{key}={value}`",
                        f'{plural}.exists({letter}, {letter}.metadata.name == "{name}" && label({letter}, "{key}") == "{value}")',
                        f"`{name}` has no label `{key}={value}` yet.")  # fmt: skip


def _new_and_gone(before: Objects, after: Objects) -> Iterator[Proposal]:
    for plural in LISTS:
        if plural == "nodes":
            continue
        then, now = ({_key(obj): obj for obj in _theirs(objects[plural])} for objects in (before, after))
        for key, obj in now.items():
            if key not in then and not owner(obj) and not _made_by_itself(plural, obj):
                name, kind = obj["metadata"]["name"], obj.get("kind", plural[:-1])
                yield _that(_id(name, f"{plural}-is-there"), f"There is a {kind} **{name}**",
                            f'{plural}.exists(o, o.metadata.name == "{name}")', f"There is no {kind} `{name}` yet.")  # fmt: skip
        for key, obj in then.items():
            if key not in now and not owner(obj):
                name, kind = obj["metadata"]["name"], obj.get("kind", plural[:-1])
                yield _that(_id(name, f"{plural}-is-gone"), f"The {kind} **{name}** is gone",
                            f'{plural}.exists(o, o.metadata.name == "{name}")', f"There is a {kind} `{name}` yet.", "gone")  # fmt: skip


def _made_by_itself(plural: str, obj: Any) -> bool:
    """What the control plane puts into each new namespace."""
    name = obj["metadata"]["name"]
    return (plural == "configmaps" and name == "kube-root-ca.crt") or (
        plural == "serviceaccounts" and name == "default"
    )


def _that(check_id: str, task: str, expression: str, say: str, mode: str = "edge") -> Proposal:
    plain = "'" not in expression
    return Proposal(check_id, task, f"that: '{expression}'" if plain else f"that: {quoted(expression)}", mode, say)


def _tells(one: Proposal, before: Objects, after: Objects) -> bool:
    """Whether it was false, and is true now (gone: the other way round)."""
    expression = compiled(yaml.safe_load(one.condition)["that"], NAMES, tuple(FUNCTIONS))
    then, now = (_true(expression, dict(objects) | {"start": before}) for objects in (before, after))
    return (then, now) == ((True, False) if one.mode == "gone" else (False, True))


def _true(expression: Any, objects: Mapping[str, Any]) -> bool:
    try:
        return bool(expression.true(objects, FUNCTIONS))
    except (ExpressionError, NotYet, KeyError):
        return False


def _theirs(objects: list[Any]) -> list[Any]:
    """Those that an author may mean: not what the cluster itself is made of."""
    return [
        obj
        for obj in objects
        if obj["metadata"].get("namespace", "") not in _NOT_THEIRS and obj["metadata"]["name"] not in _NOT_THEIRS
    ]


def _called(pod: Any, name: str) -> bool:
    return pod["metadata"]["name"] == name or app(pod) == name


def _key(obj: Any) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def _id(name: str, what: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", f"{name}-{what}".lower()).strip("-")
    return words if words[:1].isalpha() else f"c-{words}"
