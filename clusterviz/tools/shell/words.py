"""The small programs of a shell that people pipe kubectl into: text in, text out."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..bounds import joined
from . import patterns


@dataclass(frozen=True, slots=True)
class Result:
    """What a program printed, and its exit status."""

    out: str = ""
    error: str = ""
    status: int = 0


_ADDRESS = re.compile(r"(?:(\d+|\$)(?:,(\d+|\$))?|/((?:\\.|[^/\\])*)/)?\s*(.*)", re.DOTALL)


def _options(words: list[str], letters: str, with_value: str = "") -> tuple[dict[str, str], list[str]]:
    """(options, other words) of a call such as `head -n 3` or `grep -io x`."""
    options: dict[str, str] = {}
    others: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("-") or word == "-":
            others.append(word)
            continue
        if re.fullmatch(r"-\d+", word):
            options["n"] = word[1:]
            continue
        inside = word[1:]
        while inside:
            letter, inside = inside[0], inside[1:]
            if letter in with_value:
                value = inside or (rest.pop(0) if rest else "")
                # Several patterns or scripts are lines of one; of all else the last is meant.
                options[letter] = f"{options[letter]}\n{value}" if letter == "e" and letter in options else value
                break
            if letter not in letters:
                raise ValueError(f"invalid option -- '{letter}'")
            options[letter] = "yes"
    return options, others


def _input(others: list[str], stdin: str, files: dict[str, str]) -> str:
    texts = []
    for name in others or ["-"]:
        if name == "-":
            texts.append(stdin)
        elif name.removeprefix("./") in files:
            texts.append(files[name.removeprefix("./")])
        else:
            raise ValueError(f"{name}: No such file or directory")
    return joined(texts)


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _joined(lines: list[str]) -> str:
    return joined(lines, "\n") + ("\n" if lines else "")


def cat(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    _, others = _options(words, "nu")
    return Result(_input(others, stdin, files))


def wc(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "lwc")
    text = _input(others, stdin, files)
    counts = {"l": text.count("\n"), "w": len(text.split()), "c": len(text.encode())}
    shown = [str(counts[letter]) for letter in ("l", "w", "c") if letter in options or not options]
    text = shown[0] if len(shown) == 1 else "".join(f"{count:>8}" for count in shown)
    return Result(text + (f" {others[0]}" if others else "") + "\n")


def head(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "q", "nc")
    if "c" in options:
        return Result(_input(others, stdin, files).encode()[: int(options["c"])].decode(errors="ignore"))
    return Result(_joined(_lines(_input(others, stdin, files))[: int(options.get("n", "10"))]))


def tail(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "q", "nc")
    if "c" in options:
        text = _input(others, stdin, files).encode()
        return Result(text[len(text) - int(options["c"]) :].decode(errors="ignore") if int(options["c"]) else "")
    lines = _lines(_input(others, stdin, files))
    count = options.get("n", "10")
    if count.startswith("+"):
        return Result(_joined(lines[int(count) - 1 :]))
    return Result(_joined(lines[-int(count) :] if int(count) else []))


def grep(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "ivcoqnEFwx", "eABC")
    pattern = options["e"] if "e" in options else others.pop(0) if others else ""
    finder = _finder(pattern, options)
    lines = _lines(_input(others, stdin, files))
    hits = [place for place, line in enumerate(lines) if (finder.search(line) is None) == ("v" in options)]
    status = 0 if hits else 1
    if "q" in options:
        return Result(status=status)
    if "c" in options:
        return Result(f"{len(hits)}\n", status=status)
    if "o" in options:
        return Result(
            _joined([match[0] for place in hits for match in finder.finditer(lines[place]) if match[0]]), status=status
        )
    before = int(options.get("B") or options.get("C") or 0)
    after = int(options.get("A") or options.get("C") or 0)
    shown: list[str] = []
    last = -1
    for hit in hits:
        start = max(last + 1, hit - before)
        if last >= 0 and start > last + 1 and (before or after):
            shown.append("--")
        for place in range(start, min(len(lines), hit + after + 1)):
            shown.append((f"{place + 1}:" if "n" in options else "") + lines[place])
            last = place
    return Result(_joined(shown), status=status)


def _finder(pattern: str, options: dict[str, str]) -> Any:
    """Each line of a pattern is one by itself."""
    extended = "E" in options
    lines = pattern.split("\n")
    if "F" in options:
        lines, extended = [patterns.escaped(line) for line in lines], True
    pattern = ("|" if extended else r"\|").join(lines)
    around = "^{}$" if "x" in options else r"\b{}\b" if "w" in options else "{}"
    return patterns.compiled(pattern, extended, "i" in options, around)


def sed(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "nEri", "e")
    script = options.get("e") or (others.pop(0) if others else "")
    if "i" in options:  # the file itself is changed, and nothing is printed
        dashed = [f"-{letter}" for letter in options if letter not in "ei"]
        for name in others:
            files[name.removeprefix("./")] = sed([*dashed, "-e", script, name], "", files).out
        return Result()
    lines = _lines(_input(others, stdin, files))
    out: list[str] = []
    for number, line in enumerate(lines, 1):
        kept = True
        printed = False
        for command in re.split("[;\n]", script):
            line, kept, printed = _edit(command.strip(), line, number, len(lines), options, kept, printed)
        if kept and ("n" not in options or printed):
            out.append(line)
    return Result(_joined(out))


def _edit(
    command: str, line: str, number: int, last: int, options: dict[str, str], kept: bool, printed: bool
) -> tuple[str, bool, bool]:
    match = _ADDRESS.fullmatch(command)
    assert match is not None
    extended = "E" in options or "r" in options
    address = {"$": last}
    if match[1]:
        start = address.get(match[1]) or int(match[1])
        end = (address.get(match[2]) or int(match[2])) if match[2] else start
        if not start <= number <= end:
            return line, kept, printed
    elif match[3] is not None and not patterns.compiled(match[3], extended).search(line):
        return line, kept, printed
    action = match[4]
    if action == "d":
        return line, False, printed
    if action == "p":
        return line, kept, True
    parts = _substitution(action)
    if parts is None:
        raise ValueError(f"-e expression #1, char 1: unknown command: `{action[:1]}'")
    pattern, replacement, flags = parts
    finder = patterns.compiled(pattern, extended, "i" in flags)
    return patterns.substituted(finder, replacement, line, every="g" in flags), kept, printed


def _substitution(action: str) -> tuple[str, str, str] | None:
    """(pattern, replacement, flags) of `s/a/b/g`, whatever stands between them."""
    if len(action) < 2 or action[0] != "s":
        return None
    sign, parts, place = action[1], [""], 2
    while place < len(action) and len(parts) < 3:
        character = action[place]
        if character == sign:
            parts.append("")
        elif character == "\\" and action[place + 1 : place + 2] == sign:
            parts[-1] += sign
            place += 1
        elif character == "\\":
            parts[-1] += action[place : place + 2]
            place += 1
        else:
            parts[-1] += character
        place += 1
    if len(parts) < 3:
        raise ValueError(f"-e expression #1, char {len(action)}: unterminated `s' command")
    flags = action[place:]
    if flags.strip("gip"):
        raise ValueError(f"-e expression #1, char {len(action)}: unknown option to `s'")
    return parts[0], parts[1], flags


def decode(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options([word.replace("--decode", "-d") for word in words], "dD", "w")
    text = _input(others, stdin, files)
    if "d" not in options and "D" not in options:
        return Result(base64.b64encode(text.encode()).decode() + "\n")
    try:
        return Result(base64.b64decode(text, validate=False).decode(errors="replace"))
    except binascii.Error:
        return Result(error="base64: invalid input\n", status=1)


def sort(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "nru", "k")
    lines = _lines(_input(others, stdin, files))
    asked = re.fullmatch(r"(\d+)[nr]*(?:,(\d+)[nr]*)?", options.get("k", "1"))
    if asked is None:
        return Result(
            error=f"sort: invalid number at field start: invalid count at start of '{options['k']}'\n", status=2
        )
    first, last = int(asked[1]) - 1, int(asked[2]) if asked[2] else None

    def key(line: str) -> tuple[float, str]:
        field = " ".join(line.split()[first:last]) if "k" in options else line
        number = re.match(r"\s*-?\d+(\.\d+)?", field)
        return (float(number[0]) if "n" in options and number else 0.0), field

    lines = sorted(dict.fromkeys(lines) if "u" in options else lines, key=key, reverse="r" in options)
    return Result(_joined(lines))


def uniq(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "c")
    groups: list[tuple[str, int]] = []
    for line in _lines(_input(others, stdin, files)):
        if groups and groups[-1][0] == line:
            groups[-1] = (line, groups[-1][1] + 1)
        else:
            groups.append((line, 1))
    return Result(_joined([f"{count:>7} {line}" if "c" in options else line for line, count in groups]))


def cut(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "s", "dfc")
    wanted = [_range(text) for text in (options.get("f") or options.get("c") or "1").split(",")]
    out = []
    for line in _lines(_input(others, stdin, files)):
        delimiter = options.get("d", "\t")
        parts = list(line) if "c" in options else line.split(delimiter)
        places = sorted({place for first, last in wanted for place in range(len(parts))[first:last]})
        out.append(("" if "c" in options else delimiter).join(parts[place] for place in places))
    return Result(_joined(out))


def _range(text: str) -> tuple[int, int | None]:
    """`2`, `2-4`, `2-` or `-4`, as a slice."""
    start, dash, end = text.partition("-")
    first = int(start or 1) - 1
    return first, (int(end) if end else None) if dash else first + 1


def tr(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, sets = _options(words, "ds")
    sets = [text.replace("\\n", "\n").replace("\\t", "\t") for text in sets]
    if "d" in options:
        return Result("".join(character for character in stdin if character not in sets[0]))
    to = sets[1].ljust(len(sets[0]), sets[1][-1])
    return Result(stdin.translate(str.maketrans(sets[0], to[: len(sets[0])])))


def echo(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    newline = "\n"
    while words and words[0] in ("-n", "-e"):
        newline = "" if words[0] == "-n" else newline
        words = words[1:]
    return Result(" ".join(words) + newline)


def ls(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    return Result(_joined(sorted(files)))


def rm(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    options, others = _options(words, "rf")
    missing = [name for name in others if files.pop(name, None) is None]
    if missing and "f" not in options:
        return Result(error=f"rm: cannot remove '{missing[0]}': No such file or directory\n", status=1)
    return Result()


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"'}


def printf(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    """The format once for as many words as it takes, and again while there are any left: %s, %d, %%, and escapes."""
    if not words:
        raise ValueError("usage: printf [-v var] format [arguments]")
    pattern = re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[0]), words[0])
    rest = words[1:]

    def one(match: re.Match[str]) -> str:
        return "%" if match[1] == "%" else (rest.pop(0) if rest else ("0" if match[1] == "d" else ""))

    texts = [re.sub("%([sd%])", one, pattern)]
    while rest and re.search("%[sd]", pattern):
        texts.append(re.sub("%([sd%])", one, pattern))
    return Result(joined(texts))


def true(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    return Result()


def false(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    return Result(status=1)


WORDS: dict[str, Callable[[list[str], str, dict[str, str]], Result]] = {
    "base64": decode,
    "cat": cat,
    "clear": true,
    "cut": cut,
    "echo": echo,
    "false": false,
    "grep": grep,
    "head": head,
    "ls": ls,
    "printf": printf,
    "rm": rm,
    "sed": sed,
    "sort": sort,
    "tail": tail,
    "tr": tr,
    "true": true,
    "uniq": uniq,
    "wc": wc,
}


def run(words: list[str], stdin: str, files: dict[str, str]) -> Result:
    """Run one of them."""
    try:
        return WORDS[words[0]](words[1:], stdin, files)
    except (ValueError, IndexError) as error:
        return Result(error=f"{words[0]}: {error}\n", status=2 if words[0] == "grep" else 1)
