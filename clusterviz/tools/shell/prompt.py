"""One line at the prompt, started: a poke, and the program that runs it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...cluster import faults, installing
from ...cluster.cluster import Cluster
from ...cluster.machinery.program import Code, Print, Program
from . import fault_words, own_commands, running
from .parsing import LineError, parse

HELP = """What you can type here:
  kubectl …  (or k …)
      get, describe, apply -f, and the rest
  etcdctl get --prefix --keys-only /registry/
      look into etcd; member list, endpoint status, …
  ssh node-1 crictl ps
      look into a machine: crictl, ps, pstree,
      systemctl, journalctl -u kubelet, iptables,
      ip addr, ls, cat, mv; ssh node-1 stays there
  cat > web.yaml <<'EOF'
      write a file, up to a line EOF
  cat, ls, rm
      your files
  … | grep, head, tail, wc, sort, sed, …
  fault node-2 off
      no power; back: fault node-2 on
  fault registry off
      no image can be pulled; back: … on
  fault shutdown node-2
      the same, but in order: Pods get their time
  fault stop kube-scheduler
      stop a component; back: fault start …,
      both at once: fault restart …
  fault cut node-1 kube-apiserver
      cut a link; also mend, drop; slow … 3s; lose … 30%
  fault kill default/web/nginx
      kill a container behind its back
  fault fill node-2 memory
      or disk; back: fault free node-2 memory
  add-node node-4
      a new machine joins
  addon enable ingress-nginx
      put an addon in, disable takes it out;
      addon shows which there are
  traffic start --to web --rps 20
      many clients; traffic, traffic stop
  curl http://172.18.0.3:30080/
      from outside; also ping, nslookup, dig
  clear, help
"""


def start(
    cluster: Cluster, line: str, stdin: str = "", files: dict[str, str] | None = None, who: str = "you"
) -> Program:
    """Start a line. `files` is the working directory: what the line writes is written there."""
    files = {} if files is None else files
    own = _own(line)
    if own is not None:
        return own[0](cluster, own[1], who)
    program = Program(running.code, (line, stdin, dict(files), files))
    return cluster.run_program(program, line.strip().split("\n")[0], who)


def help_text() -> str:
    """What `help` prints."""
    return HELP


Own = Callable[[Cluster, list[str], str], Program]


def _own(line: str) -> tuple[Own, list[str]] | None:
    """The page's own commands are no programs of a shell: they act on the cluster from outside."""
    try:
        pipelines = parse(line)
    except LineError:
        return None
    if len(pipelines) != 1 or len(pipelines[0].commands) != 1:
        return None
    words = pipelines[0].commands[0].words
    command = OWN.get(words[0]) if words else None
    return (command, words[1:]) if command else None


def _help(cluster: Cluster, words: list[str], who: str) -> Program:
    return _finished(HELP)


def _fault(cluster: Cluster, words: list[str], who: str) -> Program:
    try:
        fault = fault_words.meant(cluster, words)
    except fault_words.WordsError as error:
        return _finished(f"fault: {error}\n", status=2)
    return _apply(cluster, fault.verb, fault.subject, who, fault.args)


def _add_node(cluster: Cluster, words: list[str], who: str) -> Program:
    match words:
        case [node]:
            return _apply(cluster, "node.add", node, who)
        case [node, option] if option.startswith("--runtime="):
            return _apply(cluster, "node.add", node, who, {"runtime": option.partition("=")[2]})
    usage = (
        "add-node: say its name, and its container runtime if that is not containerd: add-node node-4 --runtime=cri-o\n"
    )
    return _finished(usage, status=2)


def _apply(cluster: Cluster, verb: str, subject: str, who: str, args: dict[str, Any] | None = None) -> Program:
    try:
        faults.apply(cluster, verb, subject, who, args)
    except faults.FaultError as error:
        return _finished(f"fault: {error}\n", status=1)
    return _finished("")


def _finished(text: str, status: int = 0) -> Program:
    program = Program(said, (text, status))
    program.output = [(status != 0, text)] if text else []
    program.exit_status = status
    return program


def said(text: str, status: int) -> Code:
    """The code of a program that has only something to say."""
    yield Print(text, error=status != 0)
    return status


def _addon(cluster: Cluster, words: list[str], who: str) -> Program:
    names = ", ".join(installing.ADDONS)
    match words:
        case ["enable", name] if name in installing.ADDONS:
            return installing.enable(cluster, name, who)
        case ["disable", name] if name in installing.ADDONS:
            return installing.disable(cluster, name, who)
        case ["enable" | "disable" as verb, name]:
            return _finished(f"addon: there is no addon {name[:40]!r} to {verb}. There are: {names}.\n", status=1)
        case [] | ["list"]:
            return _finished(own_commands.addons_text())
    usage = f"addon: say which to put in or take out: addon enable NAME, addon disable NAME. There are: {names}.\n"
    return _finished(usage, status=2)


def _traffic(cluster: Cluster, words: list[str], who: str) -> Program:
    return _finished(*own_commands.traffic_command(cluster, words, who))


OWN: dict[str, Own] = {
    "fault": _fault,
    "add-node": _add_node,
    "addon": _addon,
    "traffic": _traffic,
    "help": _help,
}
