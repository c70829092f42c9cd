"""Running a parsed line, as one program: it yields what its kubectl calls wish for, and keeps what is piped or redirected."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any

from ...cluster.machinery.program import Code, Edit, OnMachine, Print, Saved, Wish
from .. import crictl, docker, etcdctl, kubectl, outside, ssh
from ..bounds import MOST_CHARACTERS, TooMuch, Work, joined
from ..machine import FILE_WORDS, PROGRAMS, pinging
from ..machine.asking import ConnectionLost, ask
from ..ssh.node_files import NodeFiles, changes
from . import sleep
from . import words as small_programs
from .parsing import LineError, Pipeline, Simple, parse

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=")
NO_TOOL = "bash: etcdctl: command not found\n"
NO_KUBECONFIG = "The connection to the server localhost:8080 was refused - did you specify the right host or port?\n"
ON_A_MACHINE = 256 * 1024  # characters on the disk of one machine
OWN_HELP = ("journalctl", "ps", "systemctl")
OUTSIDE = {"curl": outside.curl, "ping": pinging.from_outside, "nslookup": outside.nslookup, "dig": outside.dig}
MAX_DEPTH = 20  # $( ) within $( )
MOST_WORK = 16 * MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Within:
    """Where a script runs: within how many others, and how much work is left for all of them together."""

    depth: int = 0
    machine: str = ""  # on which one is logged in, "" for one's own
    work: Work = field(default_factory=lambda: Work(MOST_WORK, "this line has too much to do: make it shorter"))

    def deeper(self) -> Within:
        """A script within this one."""
        return Within(self.depth + 1, self.machine, self.work)


Captured = Generator[Wish, Any, tuple[str, str, int]]  # ends with (standard output, standard error, exit status)


def code(
    script: str, stdin: str, snapshot: dict[str, str], files: dict[str, str], within: Within | None = None
) -> Code:
    """A script, perhaps within another. It reads a copy of the working directory's files, and writes to that and to `files`."""
    within = within or Within()
    work = snapshot.copy()
    if within.depth > MAX_DEPTH:
        yield Print(f"bash: scripts within scripts are read {MAX_DEPTH} deep here, and no deeper\n", error=True)
        return 2
    try:
        pipelines = parse(script)
    except LineError as error:
        yield Print(f"bash: {error}\n", error=True)
        return 2
    status = 0
    for pipeline in pipelines:
        if (pipeline.after == "&&" and status) or (pipeline.after == "||" and not status):
            continue
        before = work.copy()
        try:
            status = yield from _pipeline(pipeline, stdin, work, within)
            if (
                sum(len(text) for text in work.values()) > (ON_A_MACHINE if within.machine else MOST_CHARACTERS)
                and work != before
            ):
                raise TooMuch("No space left on device")
        except TooMuch as error:
            yield Print(f"bash: {error}\n", error=True)
            return 1
        if within.machine and work != before:
            yield OnMachine(within.machine, "write", (changes(before, work),))
        for name in {**before, **work}:
            if name not in work:
                files.pop(name, None)
            elif before.get(name) != work[name]:
                files[name] = work[name]
    return status


def _pipeline(pipeline: Pipeline, stdin: str, files: dict[str, str], within: Within) -> Code:
    text, status = stdin, 0
    for place, simple in enumerate(pipeline.commands):
        last = place == len(pipeline.commands) - 1
        text, status = yield from _simple(simple, text, files, last, within)
    return status


def _simple(
    simple: Simple, stdin: str, files: dict[str, str], last: bool, within: Within
) -> Generator[Wish, Any, tuple[str, int]]:
    """One command; what the next one reads, and the exit status. What nobody reads is printed as it comes."""
    if simple.stdin is not None:
        stdin = simple.stdin
    elif simple.stdin_file:
        if simple.stdin_file not in files:
            yield Print(f"bash: {simple.stdin_file}: No such file or directory\n", error=True)
            return "", 1
        stdin = files[simple.stdin_file]
    words = yield from _expanded(simple, stdin, files, within)
    environment: dict[str, str] = {}
    while words and (assigned := _ASSIGNMENT.match(words[0])):
        environment[assigned[1]] = words.pop(0)[assigned.end() :]
    editor = environment.get("KUBE_EDITOR") or environment.get("EDITOR") or ""
    running = _command(words, stdin, files, within)
    if editor:
        running = _with_editor(running, editor, files, within)
    kept = ""
    errors = ""
    answer: Any = None
    try:
        wish = next(running)
        while True:
            if isinstance(wish, Print):
                error = wish.error and not simple.stderr_to_stdout
                if error and simple.stderr_file:
                    errors = joined((errors, wish.text))
                    answer = yield Print("")
                elif error:
                    answer = yield wish
                elif simple.stdout_file or not last:
                    kept = joined((kept, "" if wish.screen_only else wish.text))
                    answer = yield Print("")
                else:
                    answer = yield Print(wish.text)
            else:
                answer = yield wish
            wish = running.send(answer)
    except StopIteration as end:
        status = int(end.value or 0)
    if simple.stderr_file and simple.stderr_file != "/dev/null":
        files[simple.stderr_file] = errors
    if simple.stdout_file == "/dev/stderr":
        yield Print(kept, error=True)
        return "", status
    if simple.stdout_file:
        if simple.stdout_file != "/dev/null":
            start = files.get(simple.stdout_file, "") if simple.append else ""
            files[simple.stdout_file.removeprefix("./")] = start + kept
        return "", status
    return kept, status


def _with_editor(running: Code, editor: str, files: dict[str, str], within: Within) -> Code:
    """A program whose editor is another program of the shell: `KUBE_EDITOR="sed -i s/1/2/" kubectl edit …`."""
    try:
        wish = next(running)
        while True:
            answer = (yield from _edited(wish, editor, files, within)) if isinstance(wish, Edit) else (yield wish)
            wish = running.send(answer)
    except StopIteration as end:
        return int(end.value or 0)


def _edited(wish: Edit, editor: str, files: dict[str, str], within: Within) -> Generator[Wish, Any, Saved]:
    path = f"/tmp/edit{wish.suffix}"
    files[path] = wish.text
    status = yield from code(f"{editor} {path}", "", files, files, within.deeper())
    text = files.pop(path, "")
    return Saved(text, f'there was a problem with the editor "{editor}"' if status else "")


def _expanded(simple: Simple, stdin: str, files: dict[str, str], within: Within) -> Generator[Wish, Any, list[str]]:
    """The command's words, with what its `$( )` print in their places."""
    found: list[str] = []
    for place, word in enumerate(simple.words):
        if place not in simple.substitutions:
            found.append(word)
            continue
        words, open_word = [""], False  # a script's output between spaces begins new words, unless it is quoted
        for part in simple.substitutions[place]:
            if not part.script:
                words[-1] += part.text
                open_word = open_word or bool(part.text)
                continue
            text = (yield from _captured(part.text, stdin, files, within)).rstrip("\n")
            pieces = [text] if part.quoted else text.split()
            if pieces:
                words[-1] += pieces[0]
                words += pieces[1:]
            open_word = open_word or part.quoted or bool(pieces)
        found += words if open_word else []
        joined(found)  # not more than a command line bears
    return found


def _captured(script: str, stdin: str, files: dict[str, str], within: Within) -> Generator[Wish, Any, str]:
    """What a script prints on standard output."""
    inner = code(script, stdin, files, files, within.deeper())
    kept = ""
    try:
        wish = next(inner)
        while True:
            if isinstance(wish, Print) and not wish.error:
                kept = joined((kept, wish.text))
                wish = inner.send((yield Print("")))
            else:
                wish = inner.send((yield wish))
    except StopIteration:
        return kept


def _command(call: list[str], stdin: str, files: dict[str, str], within: Within) -> Code:
    if not call:
        return 0
    name, *rest = call
    if name == "sudo" and within.machine and rest:
        return (yield from _command(rest, stdin, files, within))
    if name == "ssh":
        if within.machine:
            yield Print("ssh: from one machine to the next nobody goes here: type exit first\n", error=True)
            return 255
        return (yield from _ssh(rest, stdin, within))
    if within.machine and isinstance(files, NodeFiles):
        call = [name, *(word for one in rest for word in files.matching(one))]
    if within.machine:
        found = yield from _on_machine(call, stdin, files, within)
        if found is not None:
            return found
    if name in ("kubectl", "k"):
        return (yield from kubectl.code(rest, files, stdin))
    if name == "etcdctl":
        return (yield from etcdctl.code(rest, stdin))
    if name in OUTSIDE:
        return (yield from OUTSIDE[name](rest))
    if name == "sleep":
        return (yield from sleep.code(rest))
    if name in small_programs.WORDS:
        result = small_programs.run(call, stdin, files)
        within.work.spend(len(stdin) + len(result.out) + 1_000)
        if result.error:
            yield Print(result.error, error=True)
        if result.out:
            yield Print(result.out)
        return result.status
    if name in ("fault", "add-node", "addon", "traffic", "help"):
        yield Print(f"{name}: stands alone on its line here\n", error=True)
        return 2
    yield Print(f"bash: {name}: command not found\n", error=True)
    return 127


def _ssh(words: list[str], stdin: str, within: Within) -> Code:
    """Log in, and run a command there."""

    def there(script: str, files: NodeFiles, machine: str) -> Code:
        return code(script, stdin, files, files, Within(within.depth + 1, machine, within.work))

    try:
        return (yield from ssh.code(words, there))
    except ConnectionLost:
        yield Print("client_loop: send disconnect: Broken pipe\n", error=True)
        return ssh.LOST


def _on_machine(call: list[str], stdin: str, files: dict[str, str], within: Within) -> Generator[Wish, Any, int | None]:
    """A program of the machine on which one is logged in; None if it has none of this name, or the same as everywhere."""
    name, *rest = call
    machine = within.machine
    if name == "exit":
        return int(rest[0]) % 256 if rest and rest[0].isdigit() else 0
    if name in FILE_WORDS and (name != "cat" or rest) and isinstance(files, NodeFiles):
        result = FILE_WORDS[name](rest, files)
        if result.error:
            yield Print(result.error, error=True)
        if result.out:
            yield Print(result.out)
        return result.status
    if name == "crictl":
        return (yield from crictl.code(rest, machine))
    if name == "docker":
        return (yield from docker.code(rest, machine))
    program = PROGRAMS.get(name)
    if program is not None and rest == ["--help"] and name not in OWN_HELP:
        yield Print(f"{name}: {(program.__doc__ or '').strip()}\n")
        return 0
    if program is not None:
        return (yield from program(rest, machine))
    if name in ("kubectl", "k", "etcdctl"):
        about = yield from ask(machine, "about")
        if not about.control_plane:
            known = name == "etcdctl"
            yield Print(NO_TOOL if known else NO_KUBECONFIG, error=True)
            return 127 if known else 1
    return None
