"""crictl's commands with their flags, and what it says of them."""

from __future__ import annotations

import re
from typing import NamedTuple

Options = dict[str, str]


class FlagError(ValueError):
    """A flag that the command does not have, or one without its value, in crictl's words."""


class Told(NamedTuple):
    """A command: what it does, what stands behind it, and its flags. A flag is `name` or `name,n`; `=` at the end: with a value."""

    usage: str
    arguments: str
    flags: dict[str, str]


FORM = "Output format, One of: json|yaml|table"
COMMANDS: dict[str, Told] = {
    "exec": Told(
        "Run a command in a running container",
        "CONTAINER-ID COMMAND [ARG...]",
        {
            "interactive,i": "Keep STDIN open",
            "sync,s": "Run the command synchronously",
            "timeout=": "Timeout in seconds",
            "tty,t": "Allocate a pseudo-TTY",
        },
    ),
    "imagefsinfo": Told("Return image filesystem info", "", {"output,o=": FORM}),
    "images": Told(
        "List images",
        "[REPOSITORY[:TAG]]",
        {
            "digests": "Show digests",
            "no-trunc": "Show output without truncating the ID",
            "output,o=": FORM,
            "pinned": "Show whether the image is pinned or not",
            "quiet,q": "Only show image IDs",
            "verbose,v": "Show verbose info for images",
        },
    ),
    "info": Told(
        "Display information of the container runtime",
        "",
        {"output,o=": FORM, "quiet,q": "Do not show verbose information"},
    ),
    "inspect": Told(
        "Display the status of one or more containers",
        "CONTAINER-ID [CONTAINER-ID...]",
        {"output,o=": FORM, "quiet,q": "Do not show verbose information"},
    ),
    "inspecti": Told(
        "Return the status of one or more images",
        "IMAGE-ID [IMAGE-ID...]",
        {"output,o=": FORM, "quiet,q": "Do not show verbose information"},
    ),
    "inspectp": Told(
        "Display the status of one or more pods",
        "POD-ID [POD-ID...]",
        {"output,o=": FORM, "quiet,q": "Do not show verbose information"},
    ),
    "logs": Told(
        "Fetch the logs of a container",
        "CONTAINER-ID",
        {
            "limit-bytes=": "Maximum bytes of logs to return",
            "previous,p": "Print the logs for the previous instance of the container in a pod if it exists",
            "since=": "Show logs since timestamp (e.g. 2013-01-02T13:23:37) or relative (e.g. 42m for 42 minutes)",
            "tail=": "Number of lines to show from the end of the logs. Defaults to all",
            "timestamps,t": "Show timestamps",
        },
    ),
    "pods": Told(
        "List pods",
        "",
        {
            "id=": "Filter by pod id",
            "label=": "Filter by key=value label",
            "last,n=": "Show last n recently created pods. Set 0 for unlimited",
            "latest,l": "Show the most recently created pod",
            "name=": "Filter by pod name regular expression pattern",
            "namespace=": "Filter by pod namespace regular expression pattern",
            "no-trunc": "Show output without truncating the ID",
            "output,o=": FORM,
            "quiet,q": "List only pod IDs",
            "state,s=": "Filter by pod state",
            "verbose,v": "Show verbose info for pods",
        },
    ),
    "ps": Told(
        "List containers",
        "",
        {
            "all,a": "Show all containers",
            "id=": "Filter by container id",
            "image=": "Filter by container image",
            "label=": "Filter by key=value label",
            "last,n=": "Show last n recently created containers (includes all states). Set 0 for unlimited.",
            "latest,l": "Show the most recently created container (includes all states)",
            "name=": "Filter by container name regular expression pattern",
            "namespace=": "Filter by pod namespace regular expression pattern",
            "no-trunc": "Show output without truncating the ID",
            "output,o=": FORM,
            "pod,p=": "Filter by pod id",
            "quiet,q": "Only display container IDs",
            "state,s=": "Filter by container state",
            "verbose,v": "Show verbose information for containers",
        },
    ),
    "pull": Told(
        "Pull an image from a registry", "NAME[:TAG|@DIGEST]", {"auth=": "AUTH_STRING", "creds=": "USERNAME[:PASSWORD]"}
    ),
    "rm": Told(
        "Remove one or more containers",
        "CONTAINER-ID [CONTAINER-ID...]",
        {"all,a": "Remove all containers", "force,f": "Force removal of the container, disregarding if running"},
    ),
    "rmi": Told(
        "Remove one or more images",
        "IMAGE-ID [IMAGE-ID...]",
        {"all,a": "Remove all images", "prune,q": "Remove all unused images"},
    ),
    "rmp": Told(
        "Remove one or more pods",
        "POD-ID [POD-ID...]",
        {"all,a": "Remove all pods", "force,f": "Force removal of the pod sandbox, disregarding if running"},
    ),
    "stats": Told(
        "List container(s) resource usage statistics",
        "[ID]",
        {
            "all,a": "Show all containers",
            "id=": "Filter by container id",
            "output,o=": FORM,
            "pod,p=": "Filter by pod id",
        },
    ),
    "statsp": Told(
        "List pod statistics. Stats represent a structured API that will fulfill the Kubelet's /stats/summary endpoint.",
        "[ID]",
        {"id=": "Filter by pod id", "output,o=": FORM},
    ),
    "stop": Told(
        "Stop one or more running containers",
        "CONTAINER-ID [CONTAINER-ID...]",
        {"timeout,t=": "Seconds to wait to kill the container after a graceful stop is requested"},
    ),
    "stopp": Told("Stop one or more running pods", "POD-ID [POD-ID...]", {}),
    "version": Told("Display runtime version information", "", {"output,o=": FORM}),
}
ALIASES = {"image": "images", "img": "images"}
GLOBAL = {
    "config,c=": "Location of the client config file",
    "debug,D": "Enable debug mode",
    "image-endpoint,i=": "Endpoint of CRI image manager service",
    "runtime-endpoint,r=": "Endpoint of CRI container runtime service",
    "timeout,t=": "Timeout of connecting to the server in seconds",
}
# What crictl can do elsewhere, and why it cannot here.
ELSEWHERE = {
    "attach": "there is no keyboard behind a container here; use logs, or exec",
    "checkpoint": "containers here are no processes that could be frozen; a save of the whole cluster holds them too",
    "completion": "this prompt completes by itself",
    "config": "its configuration is the file /etc/crictl.yaml",
    "create": "a container without a Pod of Kubernetes would be nobody's; make a Pod",
    "events": "look at journalctl -u containerd instead",
    "metricsp": "use statsp",
    "port-forward": "use kubectl port-forward",
    "run": "a container without a Pod of Kubernetes would be nobody's; make a Pod",
    "runp": "a Pod that the kubelet does not know would be nobody's; make one with kubectl",
    "runtime-config": "use info",
    "start": "a kubelet starts what it has created at once",
    "update": "use kubectl patch --subresource resize",
    "update-runtime-config": "use info",
}


def parse(words: list[str], flags: dict[str, str], stop: bool = False) -> tuple[Options, list[str]]:
    """Options by their long names, and the other words; with `stop` everything behind the first other word is left alone."""
    known = {name: told for flag in flags for name, told in _names(flag)}
    options: Options = {}
    others: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return options, others + rest
        if not word.startswith("-") or word == "-":
            others.append(word)
            if stop:
                return options, others + rest
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if name in ("h", "help"):
            options["help"] = "true"
            continue
        if name not in known and re.fullmatch(r"-[A-Za-z]{2,}", word) and set(name) <= set(known):
            rest = [f"-{letter}" for letter in name] + rest
            continue
        if name not in known:
            raise FlagError(f"flag provided but not defined: -{name}")
        long, takes = known[name]
        if takes and not equals and not rest:
            raise FlagError(f"flag needs an argument: -{name}")
        options[long] = (value if equals else rest.pop(0)) if takes else value or "true"
    return options, others


def _names(flag: str) -> list[tuple[str, tuple[str, bool]]]:
    takes = flag.endswith("=")
    names = flag.rstrip("=").split(",")
    return [(name, (names[0], takes)) for name in names]


def root() -> str:
    """`crictl --help`."""
    shown = {
        ", ".join([name, *(short for short, long in ALIASES.items() if long == name)]): told.usage
        for name, told in COMMANDS.items()
    }
    width = max(map(len, shown))
    text = "NAME:\n   crictl - client for CRI\n\nUSAGE:\n   crictl [global options] command [command options]\n\nVERSION:\n   v1.36.0\n"
    text += "\nCOMMANDS:\n" + "".join(f"   {name:<{width}}  {usage}\n" for name, usage in shown.items())
    return text + "\nGLOBAL OPTIONS:\n" + _flags(GLOBAL)


def help_of(name: str) -> str:
    """`crictl ps --help`."""
    told = COMMANDS[name]
    behind = f" {told.arguments}" if told.arguments else ""
    text = f"NAME:\n   crictl {name} - {told.usage}\n\nUSAGE:\n   crictl {name} [command options]{behind}\n"
    return text + "\nOPTIONS:\n" + _flags(told.flags)


def _flags(flags: dict[str, str]) -> str:
    rows = {}
    for flag, told in {**flags, "help,h": "show help"}.items():
        names = [f"{'-' if len(name) == 1 else '--'}{name}" for name in flag.rstrip("=").split(",")]
        rows[", ".join(f"{name} value" if flag.endswith("=") else name for name in names)] = told
    width = max(map(len, rows))
    return "".join(f"   {names:<{width}}  {told}\n" for names, told in rows.items())
