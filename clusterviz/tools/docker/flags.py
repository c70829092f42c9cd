"""docker's commands with their flags, and what it says when one is wrong."""

from __future__ import annotations

from typing import NamedTuple

Options = dict[str, list[str]]


class FlagError(ValueError):
    """What does not fit, in docker's words; with its exit status."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


class Told(NamedTuple):
    """A command: how it is used, what it does, its flags (`name` or `name,n`; `=`: with a value), how many words it needs."""

    usage: str
    what: str
    flags: tuple[str, ...]
    least: int = 0
    most: int = 100


COMMANDS: dict[str, Told] = {
    "exec": Told(
        "[OPTIONS] CONTAINER COMMAND [ARG...]",
        "Execute a command in a running container",
        ("detach,d", "env,e=", "interactive,i", "privileged", "tty,t", "user,u=", "workdir,w="),
        2,
    ),
    "images": Told(
        "[OPTIONS] [REPOSITORY[:TAG]]",
        "List images",
        ("all,a", "digests", "filter,f=", "format=", "no-trunc", "quiet,q"),
        0,
        1,
    ),
    "info": Told("[OPTIONS]", "Display system-wide information", ("format,f=",), 0, 0),
    "inspect": Told(
        "[OPTIONS] NAME|ID [NAME|ID...]",
        "Return low-level information on Docker objects",
        ("format,f=", "size,s", "type="),
        1,
    ),
    "logs": Told(
        "[OPTIONS] CONTAINER",
        "Fetch the logs of a container",
        ("details", "follow,f", "since=", "tail,n=", "timestamps,t", "until="),
        1,
        1,
    ),
    "ps": Told(
        "[OPTIONS]",
        "List containers",
        ("all,a", "filter,f=", "format=", "last,n=", "latest,l", "no-trunc", "quiet,q", "size,s"),
        0,
        0,
    ),
    "pull": Told("[OPTIONS] NAME[:TAG|@DIGEST]", "Download an image from a registry", ("quiet,q", "platform="), 1, 1),
    "rm": Told(
        "[OPTIONS] CONTAINER [CONTAINER...]", "Remove one or more containers", ("force,f", "link,l", "volumes,v"), 1
    ),
    "rmi": Told("[OPTIONS] IMAGE [IMAGE...]", "Remove one or more images", ("force,f", "no-prune"), 1),
    "stats": Told(
        "[OPTIONS] [CONTAINER...]",
        "Display a live stream of container(s) resource usage statistics",
        ("all,a", "format=", "no-stream", "no-trunc"),
    ),
    "stop": Told(
        "[OPTIONS] CONTAINER [CONTAINER...]", "Stop one or more running containers", ("signal,s=", "timeout,t="), 1
    ),
    "top": Told("CONTAINER [ps OPTIONS]", "Display the running processes of a container", (), 1),
    "version": Told("[OPTIONS]", "Show the Docker version information", ("format,f=",), 0, 0),
}
LONGER = {  # said at greater length
    ("container", "ls"): "ps",
    ("container", "list"): "ps",
    ("container", "ps"): "ps",
    ("image", "ls"): "images",
    ("image", "list"): "images",
    ("image", "pull"): "pull",
    ("image", "rm"): "rmi",
    **{("container", name): name for name in ("exec", "inspect", "logs", "rm", "stats", "stop", "top")},
}
# What docker can do elsewhere, and why it does not here.
ELSEWHERE = {
    "build": "images here come from the catalogue",
    "create": "a container that the kubelet does not know would be nobody's; make a Pod",
    "cp": "use kubectl cp",
    "kill": "use stop -t 0",
    "network": "the network of Pods is no network of Docker's; look at ip addr",
    "restart": "use stop: the kubelet starts it again",
    "run": "a container that the kubelet does not know would be nobody's; make a Pod",
    "start": "the kubelet starts what it needs",
    "volume": "the volumes of Pods are no volumes of Docker's; look at kubectl describe pod",
}


def parse(name: str, words: list[str]) -> tuple[Options, list[str]]:
    """Options by their long names with all their values, and the other words. FlagError if something does not fit."""
    told = COMMANDS[name]
    known: dict[str, tuple[str, bool]] = {}
    for flag in told.flags:
        names = flag.rstrip("=").split(",")
        known |= dict.fromkeys(names, (names[0], flag.endswith("=")))
    options: Options = {}
    others: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            others.append(word)
            if name in ("exec", "top"):
                others += rest
                rest = []
            continue
        if word == "--help":
            return {"help": []}, []
        flag, equals, value = word.lstrip("-").partition("=")
        if word.startswith("--"):
            if len(flag) < 2 or flag not in known:
                raise FlagError(f"unknown flag: --{flag}\n\n{_short(name)}", 125)
            long, takes = known[flag]
        else:
            if flag[:1] not in known or len(flag[:1]) != 1:
                raise FlagError(f"unknown shorthand flag: {flag[:1]!r} in {word}\n\n{_short(name)}", 125)
            long, takes = known[flag[:1]]
            if takes:
                value, equals = (flag[1:] + equals + value, "=") if flag[1:] or equals else ("", "")
                value = value.removeprefix("=")
            elif flag[1:]:
                rest.insert(0, f"-{flag[1:]}")
        if takes and not equals:
            if not rest:
                dashed = f"--{long}" if word.startswith("--") else f"'{flag[:1]}' in {word}"
                raise FlagError(f"flag needs an argument: {dashed}\n\n{_short(name)}", 125)
            value = rest.pop(0)
        options.setdefault(long, []).append(value)
    if not told.least <= len(others) <= told.most:
        raise FlagError(f"docker: {_counted(name, told)}\n\n{_short(name)}", 1)
    return options, others


def _counted(name: str, told: Told) -> str:
    if told.most == 0:
        return f"'docker {name}' accepts no arguments"
    least = "exactly " if told.least == told.most else "at least " if told.most == 100 else "at most "
    number = told.most if least == "at most " else told.least
    return f"'docker {name}' requires {least.replace('exactly ', '')}{number} argument{'' if number == 1 else 's'}"


def _short(name: str) -> str:
    return f"Usage:  docker {name} {COMMANDS[name].usage}\n\nRun 'docker {name} --help' for more information\n"


def help_of(name: str) -> str:
    """`docker ps --help`."""
    told = COMMANDS[name]
    text = f"\nUsage:  docker {name} {told.usage}\n\n{told.what}\n"
    rows = []
    for flag in told.flags:
        names = flag.rstrip("=").split(",")
        short = f"-{names[1]}, " if len(names) > 1 else "    "
        rows.append(f"  {short}--{names[0]}{' value' if flag.endswith('=') else ''}\n")
    return text + ("\nOptions:\n" + "".join(rows) if rows else "")


def root() -> str:
    """`docker --help`."""
    rows = "".join(f"  {name:<9} {told.what}\n" for name, told in COMMANDS.items())
    return f"\nUsage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nCommands:\n{rows}"
