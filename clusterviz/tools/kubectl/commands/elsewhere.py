"""kubectl completion, plugin, proxy and options: what is about the person's own shell and machine, and what does the same here."""

from __future__ import annotations

from ..errors import Failure
from ..flags import GLOBAL, Flag
from ..invocation import Command, Invocation, Steps, out

SHELLS = ("bash", "fish", "powershell", "zsh")


def _completion(call: Invocation) -> Steps[int]:
    if not call.arguments:
        raise call.usage("Shell not specified.")
    if len(call.arguments) > 1:
        raise call.usage("Too many arguments. Expected only the shell type.")
    if call.arguments[0] not in SHELLS:
        raise call.usage(f'Unsupported shell type "{call.arguments[0]}".')
    raise Failure("this prompt completes by itself, and has no shell that could learn it: press Tab")
    yield


def _plugins(call: Invocation) -> Steps[int]:
    raise Failure("unable to find any kubectl plugins in your PATH")
    yield


def _proxy(call: Invocation) -> Steps[int]:
    raise Failure(
        "kubectl proxy serves the API at a port of your own machine, for your own programs: there are none here. "
        "To read a path of the API, use kubectl get --raw /api/v1/namespaces/default/pods"
    )
    yield


def _options(call: Invocation) -> Steps[int]:
    """The flags that every command has."""
    known = dict.fromkeys((flag.shown, flag.default) for flag in GLOBAL if flag.name != "help")
    lines = [
        f"    {shown}={_default(default)}" for shown, default in sorted(known, key=lambda one: one[0].split("--")[1])
    ]
    yield from out("The following options can be passed to any command:\n\n" + "\n".join(lines) + "\n")
    return 0


def _default(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return f"{value // 1000}s"
        case () | None:
            return "[]"
        case _ if value in ("", "0"):
            return f"'{value}'"
    return str(value)


COMPLETION = Command(
    "completion",
    _completion,
    summary="Output shell completion code for the specified shell (bash, zsh, fish, or powershell)",
)
PLUGIN = Command(
    "plugin",
    subcommands=(
        Command(
            "list",
            _plugins,
            (Flag("name-only", kind="bool", default=False),),
            summary="List all visible plugin executables on a user's PATH",
        ),
    ),
    summary="Provides utilities for interacting with plugins",
)
PROXY = Command(
    "proxy",
    _proxy,
    (
        Flag("accept-hosts", default=r"^localhost$,^127\.0\.0\.1$,^\[::1\]$"),
        Flag("accept-paths", default="^.*"),
        Flag("address", default="127.0.0.1"),
        Flag("api-prefix", default="/"),
        Flag("append-server-path", kind="bool", default=False),
        Flag("disable-filter", kind="bool", default=False),
        Flag("keepalive", kind="duration", default=0),
        Flag("port", kind="int", short="p", default=8001),
        Flag("reject-methods", default="^$"),
        Flag("reject-paths", default="^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach"),
        Flag("unix-socket", short="u", default=""),
        Flag("www", short="w", default=""),
        Flag("www-prefix", short="P", default="/static/"),
    ),
    summary="Run a proxy to the Kubernetes API server",
)
OPTIONS = Command("options", _options, summary="Print the list of flags inherited by all commands")
