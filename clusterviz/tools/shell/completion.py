"""What could come next on the line: commands, kinds, names, flags, files."""

from __future__ import annotations

from ...cluster.cluster import Cluster
from ...cluster.machinery.objects import name_of
from ...cluster.machinery.resources import RESOURCES, Resource
from ..etcdctl.commands import COMMANDS as ETCDCTL
from ..kubectl.commands import COMMANDS
from ..kubectl.flags import GLOBAL
from ..kubectl.invocation import Command
from ..kubectl.resource_names import category, lookup
from .prompt import OWN
from .words import WORDS

AT_MOST = 50


def complete(cluster: Cluster, line: str, cursor: int) -> list[str]:
    """The words that could stand at the cursor, at most 50, in order."""
    before = line[:cursor].rsplit("|", 1)[-1].rsplit(";", 1)[-1].rsplit("&&", 1)[-1]
    words = before.split()
    start = "" if not words or before.endswith((" ", "\t")) else words.pop()
    found = sorted(dict.fromkeys(word for word in _candidates(cluster, words, start) if word.startswith(start)))
    return found[:AT_MOST]


def _candidates(cluster: Cluster, words: list[str], start: str) -> list[str]:
    if not words:
        return ["kubectl", "etcdctl", "sleep", *OWN, *WORDS]
    if words[0] == "fault":
        return _fault(cluster, words[1:])
    if words[0] == "etcdctl":
        return sorted(
            name[len(" ".join(words[1:])) :].split()[0] for name in ETCDCTL if name.startswith(" ".join(words[1:]))
        )
    if words[0] in ("kubectl", "k"):
        return _kubectl(cluster, words[1:], start)
    return []


def _fault(cluster: Cluster, words: list[str]) -> list[str]:
    nodes = list(dict.fromkeys(one.node for one in cluster.components.values() if one.node))
    if not words:
        return ["stop", "start", "restart", "cut", "mend", "slow", "lose", "drop", "kill", *nodes]
    if words[0] in ("stop", "start", "restart"):
        return [name for name in cluster.components if name != cluster.you.name]
    if words[0] in ("cut", "mend", "slow", "lose", "drop"):
        return [*nodes, *cluster.components]
    return ["off", "on"] if words[0] in nodes else []


def _kubectl(cluster: Cluster, words: list[str], start: str) -> list[str]:
    command, rest = _command(words)
    if command is None:
        return [known.name for known in COMMANDS]
    if start.startswith("-"):
        return [f"--{flag.name}" for flag in (*command.flags, *GLOBAL)]
    arguments, custom = [word for word in rest if not word.startswith("-")], tuple(cluster.custom_kinds)
    if command.subcommands and not arguments:
        return [sub.name for sub in command.subcommands]
    if command.name in ("logs", "exec"):
        return _names(cluster, lookup("pods"))
    if command.name in ("cordon", "uncordon", "drain"):
        return _names(cluster, lookup("nodes"))
    if "/" in start:
        kind = start.partition("/")[0]
        return [f"{kind}/{name}" for name in _names(cluster, lookup(kind, custom))]
    if not arguments:
        categories = ["all"] if category("all", custom) else []
        return [*categories, *(resource.plural for resource in (*RESOURCES, *custom))]
    return _names(cluster, lookup(arguments[0], custom))


def _command(words: list[str]) -> tuple[Command | None, list[str]]:
    names = [word for word in words if not word.startswith("-")]
    command = next((known for known in COMMANDS if names and known.name == names[0]), None)
    if command is None:
        return None, []
    rest = words[words.index(command.name) + 1 :]
    sub = next((command.called(word) for word in rest if command.called(word)), None)
    return (sub, rest[rest.index(sub.name) + 1 :] if sub.name in rest else rest[1:]) if sub else (command, rest)


def _names(cluster: Cluster, resource: Resource | None) -> list[str]:
    return [name_of(obj) for obj in cluster.objects(resource)] if resource else []
