"""kubectl's main: find the command, read its flags, run it, tell what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...cluster.machinery.api import User
from ...cluster.machinery.go_numbers import is_natural
from ...cluster.machinery.program import As, Ask, AskAll, Listen, Next, Print, Wish
from ...cluster.machinery.times import parse_go_duration
from ..bounds import TooMuch
from . import discovery, klog
from .commands import COMMANDS, kustomize
from .errors import Failure, Several, raise_all, together
from .examples import FLAGS, Help, helps
from .flags import GLOBAL, Flag, FlagError, Flags, parse, positional
from .invocation import Command, Invocation, Steps
from .output import BARE
from .resource_names import UnknownKind

ROOT = Command("kubectl", subcommands=COMMANDS)
INTRODUCTION = """kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/

"""


def code(words: list[str], files: dict[str, str], stdin: str = "") -> Steps[int]:
    """The program: `words` is what stands after `kubectl`; `files` the working directory. Returns the exit status."""
    try:
        status = yield from _run(list(words), files, stdin)
    except Failure as failure:
        yield Print(failure.text() + "\n", error=True)
        return failure.failures[0].status if isinstance(failure, Several) else failure.status
    except TooMuch as error:
        yield Print(f"error: {error}\n", error=True)
        return 1
    return status


def _run(words: list[str], files: dict[str, str], stdin: str) -> Steps[int]:
    if words[:1] == ["help"]:
        words = [*words[1:], "--help"]
    command, path, words = find(words)
    try:
        flags, arguments, after_dashes = parse(words, (*command.flags, *GLOBAL))
    except FlagError as error:
        if path == " diff":  # its status 1 means that there is a difference
            raise Failure(f"{error}\nSee 'kubectl diff -h' for help and examples", status=2) from error
        raise Failure(f"{error}\nSee 'kubectl{path} --help' for usage.") from error
    if command is ROOT or flags["help"]:
        yield Print(overview() if command is ROOT else usage(command, path))
        return 0
    _check_timeout(flags["request-timeout"])
    if flags.get("dry-run") == BARE:
        now_ms = yield Print("")
        why = "--dry-run is deprecated and can be replaced with --dry-run=client."
        yield Print(klog.line("W", now_ms, "helpers.go:703", why), error=True)
        flags.values["dry-run"] = "client"
    call = Invocation(path.strip(), arguments, flags, after_dashes, files, stdin, "--" in words)
    if flags.get("kustomize"):
        yield from kustomize.read(call)
    if command.run is None:
        if arguments:
            raise call.usage(f'unknown command "{" ".join(arguments)}"')
        yield Print(command.help or usage(command, path))
        return 1
    steps = _with_discovery(call, command.run)
    impersonate = _impersonated(flags)
    if impersonate is not None or flags["token"]:
        steps = _as(impersonate, flags["token"], steps)
    return (yield from steps)


def _check_timeout(text: str) -> None:
    """`--request-timeout`: whole seconds, or a duration. The model's requests have their own patience."""
    if not is_natural(text.lstrip("-")) and parse_go_duration(text.lstrip("-")) is None:
        raise Failure(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a "
            "corresponding time unit (e.g. 1s | 2m | 3h)"
        )


def _with_discovery(call: Invocation, run: Callable[[Invocation], Steps[int]]) -> Steps[int]:
    """Run the command with the kinds that are known; when one is not, ask the server what it offers, and begin again."""
    call.custom = discovery.remembered(call)
    try:
        return (yield from _and_unread(call, run))
    except UnknownKind:
        call.custom, call.discovered, call.unread = (yield from discovery.discover(call)), True, []
    return (yield from _and_unread(call, run))


def _and_unread(call: Invocation, run: Callable[[Invocation], Steps[int]]) -> Steps[int]:
    """Run the command, and tell at the end what could not be read of its files."""
    try:
        status = yield from run(call)
    except Failure as failure:
        if call.unread:
            failures = failure.failures if isinstance(failure, Several) else [failure]
            raise_all([*failures, together(call.unread)])
        raise
    raise_all(call.unread)
    return status


def _impersonated(flags: Flags) -> User | None:
    """`--as`, `--as-group`, `--as-uid`: the API server adds the groups that go without saying."""
    name, groups, uid = flags["as"], flags["as-group"], flags["as-uid"]
    if not name and (groups or uid):
        raise Failure("requesting uid, groups or user-extra for  without impersonating a user")
    return User(name, tuple(groups), uid) if name else None


def _as(impersonate: User | None, token: str, steps: Steps[int]) -> Steps[int]:
    """The same steps, asked in another's name, or with a token in place of the certificate of the kubeconfig."""
    answer: Any = None
    try:
        wish: Wish = next(steps)
        while True:
            answer = yield As(wish, impersonate, token) if isinstance(wish, (Ask, AskAll, Next, Listen)) else wish
            wish = steps.send(answer)
    except StopIteration as end:
        return int(end.value or 0)


def find(words: list[str]) -> tuple[Command, str, list[str]]:
    """(command, its path with a space before each name, the other words)."""
    command, path = ROOT, ""
    while command.subcommands:
        place = positional(words, (*command.flags, *GLOBAL))
        if place is None:
            break
        found = command.called(words[place])
        if found is None:
            if command is ROOT:
                raise Failure(f'unknown command "{words[place]}" for "kubectl"{_suggestions(words[place])}')
            break
        path += f" {found.name}"
        words = words[:place] + words[place + 1 :]
        command = found
    return command, path, words


def overview() -> str:
    """What `kubectl` says without a command."""
    width = max(len(command.name) for command in COMMANDS)
    lines = [f"  {command.name:<{width}} {command.summary}" for command in COMMANDS]
    return (
        INTRODUCTION
        + "Commands:\n"
        + "\n".join(lines)
        + '\n\nUse "kubectl <command> --help" for more information about a given command.\n'
    )


def usage(command: Command, path: str) -> str:
    """A command's own help: what it does, lines to type, its subcommands and flags."""
    lines = [command.summary, ""]
    call, examples = helps().get(path.strip(), Help("[flags]", ()))
    for place, (what, line) in enumerate(examples):
        lines += [*(["Examples:"] if place == 0 else []), f"  # {what}", f"  kubectl {line}", ""]
    if command.subcommands:
        width = max(11, *(len(sub.name) for sub in command.subcommands)) + 3
        lines += ["Available Commands:", *(f"  {sub.name:<{width}}{sub.summary}" for sub in command.subcommands), ""]
    if command.flags:
        lines.append("Options:")
        for flag in sorted({flag.name: flag for flag in command.flags}.values(), key=_name_of_flag):
            lines += [
                f"    {flag.shown}={default_of(flag)}:",
                *([f"\t{FLAGS[flag.name]}"] if flag.name in FLAGS else []),
                "",
            ]
    lines += ["Usage:", f"  kubectl{path} {call} [options]".replace("  [options]", " [options]")]
    if command.subcommands:
        lines += ["", f'Use "kubectl{path} <command> --help" for more information about a given command.']
    return "\n".join(lines) + "\n"


def _name_of_flag(flag: Flag) -> str:
    return flag.name


def default_of(flag: Flag) -> str:
    """A flag's value when it is not given, as help shows it."""
    match flag.kind:
        case "bool":
            return str(bool(flag.default)).lower()
        case "list" | "array":
            return f"[{','.join(flag.default or ())}]"
        case "int" | "int32":
            return str(flag.default or 0)
        case "duration":
            return f"{(flag.default or 0) // 1000}s"
    return f"'{flag.default or ''}'"


def _suggestions(word: str) -> str:
    names = [
        command.name
        for command in COMMANDS
        if _distance(word.lower(), command.name) <= 2 or command.name.startswith(word.lower())
    ]
    return "\n\nDid you mean this?\n" + "\n".join(f"\t{name}" for name in names) if names else ""


def _distance(one: str, other: str) -> int:
    """How many letters one must change, add or take away to come from one word to the other."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
