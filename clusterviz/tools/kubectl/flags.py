"""Flags, as kubectl reads them: `--name=value`, `--name value`, `-n value`, `-nvalue`, `--` and all; with its own words for mistakes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ...cluster.machinery.times import parse_go_duration


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag. `kind`: text, bool, int, int32, duration, list (commas split) or array (each use is one item).

    `bare`: its value when it is given without one (`--dry-run`). `default`: its value when it is not given.
    """

    name: str
    kind: str = "text"
    short: str = ""
    default: Any = None
    bare: str | None = None

    @property
    def shown(self) -> str:
        """Its name in messages about its value."""
        return f"-{self.short}, --{self.name}" if self.short else f"--{self.name}"

    @property
    def needs_value(self) -> bool:
        """Whether the next word is its value."""
        return self.kind != "bool" and self.bare is None


class FlagError(ValueError):
    """A flag that does not exist, or a value that it cannot have."""


@dataclass
class Flags:
    """What the flags of one call say: `flags["output"]`, the flag's default if it was not given."""

    values: dict[str, Any] = field(default_factory=dict)
    given: dict[str, bool] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or `default` if the command has no such flag."""
        return self.values.get(name, default)

    def was_given(self, name: str) -> bool:
        """Whether the flag stands in the call."""
        return name in self.given


GLOBAL = (
    Flag("namespace", short="n", default=""),
    Flag("as", default=""),
    Flag("as-group", kind="array", default=()),
    Flag("as-uid", default=""),
    Flag("as-uid", default=""),
    *(Flag(name, default="") for name in ("cache-dir", "certificate-authority", "client-certificate", "client-key")),
    Flag("cluster", default=""),
    Flag("context", default=""),
    Flag("disable-compression", kind="bool", default=False),
    Flag("insecure-skip-tls-verify", kind="bool", default=False),
    Flag("kubeconfig", default=""),
    Flag("log-flush-frequency", kind="duration", default=5000),
    Flag("match-server-version", kind="bool", default=False),
    *(Flag(name, default="") for name in ("password", "profile", "profile-output")),
    Flag("request-timeout", default="0"),
    Flag("server", short="s", default=""),
    Flag("token", default=""),
    *(Flag(name, default="") for name in ("tls-server-name", "token", "user", "username", "vmodule")),
    Flag("v", short="v", default="0", bare="0"),
    Flag("warnings-as-errors", kind="bool", default=False),
    Flag("help", kind="bool", short="h", default=False),
)


def parse(words: list[str], known: tuple[Flag, ...]) -> tuple[Flags, list[str], list[str]]:
    """(flags, arguments, what stands after `--`). A command's own flag hides the global one of its name."""
    known = tuple({flag.name: flag for flag in reversed(known)}.values())
    by_name = {flag.name: flag for flag in known}
    by_short = {flag.short: flag for flag in known if flag.short}
    flags = Flags(
        {flag.name: list(flag.default or ()) if flag.kind in ("list", "array") else flag.default for flag in known}
    )
    arguments: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return flags, arguments, rest
        if word.startswith("--"):
            _long(word, rest, by_name, flags)
        elif word.startswith("-") and len(word) > 1:
            _short(word, rest, by_short, flags)
        else:
            arguments.append(word)
    return flags, arguments, []


def _long(word: str, rest: list[str], by_name: dict[str, Flag], flags: Flags) -> None:
    name, equals, value = word[2:].partition("=")
    if not name or name[0] in "-=":
        raise FlagError(f"bad flag syntax: {word}")
    flag = by_name.get(name)
    if flag is None:
        raise FlagError(f"unknown flag: --{name}")
    if not equals:
        if flag.needs_value:
            if not rest:
                raise FlagError(f"flag needs an argument: --{name}")
            value = rest.pop(0)
        else:
            value = "true" if flag.kind == "bool" else str(flag.bare)
    _set(flags, flag, value)


def _short(word: str, rest: list[str], by_short: dict[str, Flag], flags: Flags) -> None:
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        flag = by_short.get(letter)
        if flag is None:
            raise FlagError(f"unknown shorthand flag: {letter!r} in -{letter}{letters}")
        if letters.startswith("="):
            _set(flags, flag, letters[1:])
            return
        if not flag.needs_value:
            _set(flags, flag, "true" if flag.kind == "bool" else str(flag.bare))
            continue
        if not letters and not rest:
            raise FlagError(f"flag needs an argument: {letter!r} in -{letter}")
        _set(flags, flag, letters or rest.pop(0))
        return


def _set(flags: Flags, flag: Flag, text: str) -> None:
    flags.given[flag.name] = True
    if flag.kind == "list":
        flags.values[flag.name] = [*flags.values[flag.name], *text.split(",")]
    elif flag.kind == "array":
        flags.values[flag.name] = [*flags.values[flag.name], text]
    else:
        flags.values[flag.name] = _value(flag, text)


def _value(flag: Flag, text: str) -> Any:
    if flag.kind == "bool":
        if text not in _BOOLEANS:
            raise _invalid(flag, text, f'strconv.ParseBool: parsing "{text}": invalid syntax')
        return _BOOLEANS[text]
    if flag.kind in ("int", "int32"):
        if not re.fullmatch(r"[-+]?\d+", text):
            raise _invalid(flag, text, f'strconv.ParseInt: parsing "{text}": invalid syntax')
        most = 2 ** (31 if flag.kind == "int32" else 63)
        value = int(text) if len(text) <= 20 else most * (-2 if text.startswith("-") else 1)
        if not -most <= value < most:
            raise _invalid(flag, text, f'strconv.ParseInt: parsing "{text}": value out of range')
        return value
    if flag.kind == "duration":
        sign = -1 if text.startswith("-") else 1
        milliseconds = parse_go_duration(text.lstrip("-"))
        if milliseconds is None:
            missing = re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
            why = f'time: missing unit in duration "{text}"' if missing else f'time: invalid duration "{text}"'
            raise _invalid(flag, text, why)
        return sign * milliseconds
    return text


_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "true", "TRUE", "True"), True),
    **dict.fromkeys(("0", "f", "F", "false", "FALSE", "False"), False),
}


def _invalid(flag: Flag, text: str, why: str) -> FlagError:
    return FlagError(f'invalid argument "{text}" for "{flag.shown}" flag: {why}')


def positional(words: list[str], known: tuple[Flag, ...]) -> int | None:
    """The place of the first word that is neither a flag nor a flag's value: the (sub)command's name."""
    by_name = {flag.name: flag for flag in reversed(known)}
    by_short = {flag.short: flag for flag in reversed(known) if flag.short}
    place = 0
    while place < len(words):
        word = words[place]
        if word == "--":
            return None
        if not word.startswith("-") or word == "-":
            return place
        flag = by_name.get(word[2:]) if word.startswith("--") else by_short.get(word[1:])
        place += 2 if flag is not None and flag.needs_value else 1
    return None
