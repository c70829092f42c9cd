"""What could come next on the line: commands, kinds, names, flags, files."""

from __future__ import annotations

from ...cluster import faults, installing, machines
from ...cluster.cluster import Cluster
from ..crictl import COMMANDS as CRICTL
from ..docker import COMMANDS as DOCKER
from ..etcdctl.commands import COMMANDS as ETCDCTL
from ..machine import FILE_WORDS, PROGRAMS
from . import kubectl_words
from .fault_words import TAKES
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
        return ["kubectl", "etcdctl", "ssh", "sleep", *OWN, *WORDS]
    if words[0] == "fault":
        return _fault(cluster, words[1:])
    if words[0] == "addon":
        return _addon(words[1:])
    if words[0] == "ssh":
        return _ssh(cluster, words[1:])
    if words[0] == "etcdctl":
        return sorted(
            name[len(" ".join(words[1:])) :].split()[0] for name in ETCDCTL if name.startswith(" ".join(words[1:]))
        )
    if words[0] in ("kubectl", "k"):
        return kubectl_words.candidates(cluster, words[1:], start)
    return []


def _ssh(cluster: Cluster, words: list[str]) -> list[str]:
    """Machines, then what runs there."""
    if not words:
        return machines.names(cluster)
    inside = [word.strip("'\"") for word in words[1:]]
    if not inside:
        return ["crictl", "docker", *PROGRAMS, *FILE_WORDS]
    match inside:
        case ["crictl"]:
            return list(CRICTL)
        case ["docker"]:
            return list(DOCKER)
        case ["systemctl"]:
            return ["status", "start", "stop", "restart", "is-active"]
        case ["systemctl", _] | ["journalctl", *_, "-u"]:
            return ["kubelet", "containerd", "crio", "docker", "cri-docker"]
        case ["journalctl", *_]:
            return ["-u", "-n", "-f"]
        case ["ip"]:
            return ["addr", "route", "link"]
        case ["iptables", *_]:
            return ["-t", "nat", "-L", "-n", "KUBE-SERVICES", "KUBE-NODEPORTS"]
    return []


def _fault(cluster: Cluster, words: list[str]) -> list[str]:
    nodes = list(dict.fromkeys(one.node for one in cluster.components.values() if one.node))
    if not words:
        return [*TAKES, faults.REGISTRY, *nodes]
    if words[0] in ("stop", "start", "restart"):
        return [name for name in cluster.components if name != cluster.you.name]
    if words[0] in ("cut", "mend", "slow", "lose", "drop"):
        return [*nodes, *cluster.components]
    if words[0] in ("fill", "free", "remove", "shutdown"):
        return nodes if len(words) == 1 else ["memory", "disk", "pids"] if words[0] in ("fill", "free") else []
    return ["off", "on"] if words[0] in (faults.REGISTRY, *nodes) else []


def _addon(words: list[str]) -> list[str]:
    return ["enable", "disable", "list"] if not words else list(installing.ADDONS) if len(words) == 1 else []
