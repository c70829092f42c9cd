"""What could come next in a call of kubectl: commands, kinds, names in their namespace, flags, and what a flag can be."""

from __future__ import annotations

from ...cluster.cluster import Cluster
from ...cluster.machinery.objects import name_of, namespace_of
from ...cluster.machinery.resources import CERTIFICATESIGNINGREQUESTS, NAMESPACES, NODES, PODS, RESOURCES, Resource
from ..kubectl import kubeconfig
from ..kubectl.commands import COMMANDS
from ..kubectl.flags import GLOBAL, Flag, positional
from ..kubectl.invocation import Command
from ..kubectl.resource_names import category, lookup

VALUES = {
    "output": ("json", "yaml", "wide", "name", "jsonpath=", "jsonpath-file=", "go-template=", "custom-columns="),
    "dry-run": ("none", "client", "server"),
    "cascade": ("background", "foreground", "orphan"),
    "restart": ("Always", "OnFailure", "Never"),
    "image-pull-policy": ("Always", "IfNotPresent", "Never"),
    "for": ("condition=", "jsonpath=", "delete", "create"),
    "type": ("json", "merge", "strategic"),
    "validate": ("strict", "warn", "ignore"),
    "subresource": ("status", "scale", "resize"),
}
NODE_COMMANDS = ("cordon", "uncordon", "drain", "node")  # `top node`
POD_COMMANDS = ("logs", "exec", "attach", "cp", "port-forward", "pod")  # `top pod`
SCALED = ("deployments", "replicasets", "replicationcontrollers", "statefulsets")  # what can be more or fewer
VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
ROLLED = ("deployments", "daemonsets", "statefulsets")  # what has rollouts
SUBCOMMANDS_ON_ROLLED = ("history", "pause", "restart", "resume", "status", "undo")
TAKES_NO_KIND = (
    "apply",
    "diff",
    "replace",
    "run",
    "version",
    "cluster-info",
    "api-resources",
    "api-versions",
    "events",
)


def candidates(cluster: Cluster, words: list[str], start: str) -> list[str]:
    """`words` stand before the cursor, without `kubectl`; `start` is what the word at the cursor begins with."""
    command, rest = _command(words)
    if command is None:
        waiting = _waits_for_value({flag.name: flag for flag in GLOBAL}, words[-1]) if words else None
        return _values(cluster, waiting, words) if waiting else [known.name for known in COMMANDS]
    if "--" in rest:
        return []
    known = {flag.name: flag for flag in (*GLOBAL, *command.flags)}
    waiting = _waits_for_value(known, rest[-1]) if rest else None
    if waiting is not None:
        return _values(cluster, waiting, rest)
    if start.startswith("--") and "=" in start:
        name = start[2:].partition("=")[0]
        return [f"--{name}={value}" for value in _values(cluster, known[name], rest)] if name in known else []
    if start.startswith("-"):
        return [f"--{name}" for name in known]
    return _arguments(cluster, command, _given(known, rest), rest, start)


def _command(words: list[str]) -> tuple[Command | None, list[str]]:
    """(the innermost command that is named, the other words: flags may stand before it)."""
    place = positional(words, GLOBAL)
    if place is None:
        return None, []
    before, rest = words[:place], words[place:]
    command: Command | None = None
    known: tuple[Command, ...] = COMMANDS
    while rest:
        found = next((one for one in known if rest[0] in (one.name, *one.aliases)), None)
        if found is None:
            break
        command, known, rest = found, found.subcommands, rest[1:]
    return command, [*before, *rest]


def _waits_for_value(known: dict[str, Flag], word: str) -> Flag | None:
    """The flag whose value comes next."""
    if word.startswith("--") and "=" not in word:
        flag = known.get(word[2:])
    elif word.startswith("-") and len(word) > 1:
        flag = next((one for one in known.values() if one.short == word[-1]), None)
    else:
        flag = None
    return flag if flag is not None and flag.needs_value else None


def _values(cluster: Cluster, flag: Flag, rest: list[str]) -> list[str]:
    if flag.name == "namespace":
        return _names(cluster, NAMESPACES, "")
    if flag.name == "filename":
        return sorted(cluster.you.files)
    if flag.name == "context":
        return sorted(kubeconfig.contexts(kubeconfig.read(cluster.you.files)))
    if flag.name in ("container", "containers"):
        return _containers(cluster, rest)
    return list(VALUES.get(flag.name, ()))


def _containers(cluster: Cluster, rest: list[str]) -> list[str]:
    pods = [pod for pod in cluster.objects(PODS) if name_of(pod) in rest or f"pod/{name_of(pod)}" in rest]
    return [one["name"] for pod in pods for one in pod["spec"]["containers"]]


def _given(known: dict[str, Flag], rest: list[str]) -> list[str]:
    """The words that are neither flags nor their values."""
    found: list[str] = []
    value = False
    for word in rest:
        if value:
            value = False
        elif word.startswith("-"):
            value = _waits_for_value(known, word) is not None
        else:
            found.append(word)
    return found


def _arguments(cluster: Cluster, command: Command, given: list[str], rest: list[str], start: str) -> list[str]:
    custom, namespace = tuple(cluster.custom_kinds), _namespace(cluster, rest)
    if command.subcommands and not given:
        return [sub.name for sub in command.subcommands]
    if command.name in ("use-context", "delete-context"):
        return sorted(kubeconfig.contexts(kubeconfig.read(cluster.you.files)))
    if command.name in ("approve", "deny"):
        return _names(cluster, CERTIFICATESIGNINGREQUESTS, "")
    if command.name in NODE_COMMANDS:
        return _names(cluster, NODES, "")
    if "/" in start:
        kind = start.partition("/")[0]
        return [f"{kind}/{name}" for name in _names(cluster, lookup(kind, custom), namespace)]
    if command.name in POD_COMMANDS:
        return _names(cluster, PODS, namespace) if not given else []
    if command.name in TAKES_NO_KIND:
        return []
    if command.name == "can-i":
        if not given:
            return list(VERBS)
        given = given[1:]
    if given:
        return _names(cluster, lookup(given[0].rpartition(",")[2], custom), namespace)
    if command.name in SUBCOMMANDS_ON_ROLLED:
        return list(ROLLED)
    if command.name == "scale":
        return list(SCALED)
    before, comma, _ = start.rpartition(",")
    categories = ["all"] if category("all", custom) and not comma else []
    return [*categories, *(f"{before}{comma}{resource.plural}" for resource in (*RESOURCES, *custom))]


def _namespace(cluster: Cluster, rest: list[str]) -> str:
    """The namespace in which names are looked for; "" for all."""
    for place, word in enumerate(rest):
        if word in ("-A", "--all-namespaces"):
            return ""
        if word in ("-n", "--namespace") and place + 1 < len(rest):
            return rest[place + 1]
        if word.startswith(("--namespace=", "-n=")):
            return word.partition("=")[2]
    return kubeconfig.namespace(cluster.you.files) or "default"


def _names(cluster: Cluster, resource: Resource | None, namespace: str) -> list[str]:
    if resource is None:
        return []
    objects = cluster.objects(resource)
    return [
        name_of(obj) for obj in objects if not (namespace and resource.namespaced) or namespace_of(obj) == namespace
    ]
